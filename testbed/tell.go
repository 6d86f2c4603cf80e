package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/pvc-snapshotter/testbed/internal/control"
	"github.com/pvc-snapshotter/testbed/internal/driver"
	"github.com/pvc-snapshotter/testbed/internal/node"
	"github.com/pvc-snapshotter/testbed/internal/state"
)

// find adds --state to the flags. The function that it returns loads the test bed; call it after the flags are parsed.
func find(flags *flag.FlagSet) func() (*state.Bed, error) {
	dir := flags.String("state", os.Getenv("TESTBED"), "")
	return func() (*state.Bed, error) {
		if *dir == "" {
			return nil, usageError("no test bed is named: set TESTBED or give --state DIR, as up printed it")
		}
		path, err := filepath.Abs(*dir)
		if err != nil {
			return nil, err
		}
		return state.Load(path)
	}
}

// tell sends a command to the supervisor of a running test bed.
func tell(verb string, args []string) error {
	flags := flag.NewFlagSet(verb, flag.ContinueOnError)
	bedOf := find(flags)
	signalName := "KILL"
	if verb == "stop" || verb == "restart" {
		flags.StringVar(&signalName, "signal", signalName, "")
	}
	own, extra, cut := split(args)
	if cut && verb != "start" && verb != "restart" {
		return usageError(verb + " takes no flags for the component")
	}
	words := 1
	if verb == "status" {
		words = 0
	}
	names, err := parse(flags, own, words)
	if err != nil {
		return err
	}
	signal := unix.SignalNum("SIG" + strings.TrimPrefix(strings.ToUpper(signalName), "SIG"))
	if signal == 0 {
		return usageError("there is no signal " + signalName)
	}
	bed, err := bedOf()
	if err != nil {
		return err
	}
	output, err := control.Send(bed, control.Request{Verb: verb, Component: strings.Join(names, ""), Signal: signal, Extra: extra})
	fmt.Print(output)
	return err
}

func load(args []string) error {
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	bedOf := find(flags)
	tars, err := parse(flags, args, 1)
	if err != nil {
		return err
	}
	bed, err := bedOf()
	if err != nil {
		return err
	}
	output, err := node.LoadImage(context.Background(), bed, tars[0])
	fmt.Print(output)
	return err
}

// execInside replaces this process by the command, inside the namespaces of the node.
func execInside(args []string) error {
	flags := flag.NewFlagSet("exec", flag.ContinueOnError)
	bedOf := find(flags)
	own, command, _ := split(args)
	if _, err := parse(flags, own, 0); err != nil {
		return err
	}
	if len(command) == 0 {
		return usageError("exec needs a command after --")
	}
	bed, err := bedOf()
	if err != nil {
		return err
	}
	if !bed.Node {
		return fmt.Errorf("the test bed in %s has no node: its components are ordinary processes of this machine", bed.Dir)
	}
	nsenter, err := exec.LookPath("nsenter")
	if err != nil {
		return err
	}
	return syscall.Exec(nsenter, append(node.EnterArgs(bed), command...), node.Environment(bed))
}

func csiDriver(args []string) error {
	flags := flag.NewFlagSet("csi-driver", flag.ContinueOnError)
	dir, socket := flags.String("dir", "", ""), flags.String("socket", "", "")
	name, registration := flags.String("node", "", ""), flags.String("registration", "", "")
	if _, err := parse(flags, args, 0); err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	return driver.New(*dir, *name).Serve(ctx, *socket, *registration)
}

func namespaceInit(args []string) error {
	if len(args) != 1 {
		return usageError("only up and run call namespace-init")
	}
	return node.Init(args[0])
}
