package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/pvc-snapshotter/testbed/internal/cluster"
	"github.com/pvc-snapshotter/testbed/internal/node"
	"github.com/pvc-snapshotter/testbed/internal/parts"
	"github.com/pvc-snapshotter/testbed/internal/state"
	"github.com/pvc-snapshotter/testbed/internal/supervise"
)

// options are the flags of up and run.
type options struct {
	node, defaultLimits, untilStdinCloses bool
	cluster                               parts.Cluster
	images                                list
	command                               []string // of run
}

func parseOptions(name string, args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.BoolVar(&o.node, "node", false, "")
	flags.BoolVar(&o.defaultLimits, "default-limits", false, "")
	flags.BoolVar(&o.untilStdinCloses, "until-stdin-closes", false, "")
	flags.Var(&o.images, "image", "")
	kubernetes := kubernetesFlag(flags)
	own, command, cut := split(args)
	if _, err := parse(flags, own, 0); err != nil {
		return o, err
	}
	if (name == "run") != cut || name == "run" && len(command) == 0 {
		return o, usageError("run needs a command after --, and up takes no command")
	}
	cluster, err := parts.OpenCluster(*kubernetes)
	if err != nil {
		return o, usageError(err.Error())
	}
	o.cluster = cluster
	if len(o.images) > 0 && !o.node {
		return o, usageError("--image needs --node: without a node no pod runs")
	}
	for i, image := range o.images {
		path, err := filepath.Abs(image)
		if err != nil {
			return o, err
		}
		if _, err := os.Stat(path); err != nil {
			return o, fmt.Errorf("cannot read the image: %w", err)
		}
		o.images[i] = path
	}
	o.command = command
	return o, nil
}

// up starts a test bed and returns when it has ended: by a signal, by the end of standard input or, for run, by the end of the command.
func up(name string, args []string) error {
	o, err := parseOptions(name, args)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	forwarded := make(chan os.Signal, 8)
	go func() { // before the command runs, a signal ends the test bed; after that it goes to the command
		for signal := range signals {
			select {
			case forwarded <- signal:
			default:
			}
			if o.command == nil || !commandRuns.Load() {
				cancel(errAsked)
			}
		}
	}()
	if o.untilStdinCloses {
		go func() {
			io.Copy(io.Discard, os.Stdin)
			cancel(errAsked)
		}()
	}
	err = live(ctx, o, forwarded)
	if errors.Is(err, errAsked) {
		if o.command != nil {
			return exitStatus(exitFailed)
		}
		return nil
	}
	return err
}

var errAsked = errors.New("asked to end")

// live starts a test bed, waits for its end and removes it.
func live(ctx context.Context, o options, signals <-chan os.Signal) error {
	if o.node {
		if err := node.Provide(ctx, os.Stderr); err != nil {
			return err
		}
	}
	if err := o.cluster.Build(ctx, os.Stderr); err != nil {
		return errors.Join(context.Cause(ctx), err)
	}
	start := time.Now()
	owner, err := state.Create(node.RemoveCgroups)
	if err != nil {
		return err
	}
	defer func() {
		if o.node {
			node.RemoveCgroups(owner.Bed.ID)
		}
		if err := owner.Remove(); err != nil {
			fmt.Fprintln(os.Stderr, "testbed:", err)
		}
	}()
	bed := owner.Bed
	bed.Bins, bed.CRDs, bed.Node, bed.DefaultLimits, bed.Images = o.cluster.Bins(), o.cluster.CRDs(), o.node, o.defaultLimits, o.images
	if o.node {
		port, err := relay(ctx, bed)
		if err != nil {
			return err
		}
		bed.RelayPort = port
	}
	if err := bed.Save(); err != nil {
		return err
	}
	forker := supervise.NewForker()
	inner, err := startInner(forker, bed)
	if err != nil {
		return err
	}
	defer inner.end()
	if err := inner.awaitReady(ctx); err != nil {
		return err
	}
	seconds := time.Since(start).Seconds()
	if o.command != nil {
		fmt.Fprintf(os.Stderr, "testbed: ready after %.1f s\n", seconds)
		return runCommand(ctx, o, forker, bed, inner, signals)
	}
	fmt.Printf("KUBECONFIG=%s\nTESTBED=%s\nKUBECTL=%s\nready after %.1f s\n", bed.Kubeconfig(), bed.Dir, bed.Program("kubectl"), seconds)
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-inner.ended:
		return inner.failure()
	}
}

// relay forwards a port of the host's loopback to the API server of a node.
func relay(ctx context.Context, bed *state.Bed) (int, error) {
	for attempt := 1; ; attempt++ {
		free, err := cluster.FreePorts(1)
		if err != nil {
			return 0, err
		}
		err = node.RelayFromHost(ctx, bed, free[0])
		if err == nil || attempt == 5 {
			return free[0], err
		}
	}
}

// commandEnvironment is what the command of run gets in addition to the environment of this process.
func commandEnvironment(bed *state.Bed) map[string]string {
	return map[string]string{
		"KUBECONFIG": bed.Kubeconfig(),
		"TESTBED":    bed.Dir,
		"KUBECTL":    bed.Program("kubectl"),
		"PATH":       bed.Path(),
	}
}

func commandStatus(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			return exitStatus(128 + int(status.Signal()))
		}
		return exitStatus(exit.ExitCode())
	}
	return err
}
