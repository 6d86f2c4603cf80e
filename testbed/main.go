// Command testbed builds, starts, supervises and ends a real Kubernetes for demo, tests and benchmarks.
package main

import (
	"errors"
	"fmt"
	"os"
)

const usage = `usage: testbed COMMAND

  build [--download]                     build everything that a test bed runs (--download: only fetch the sources)
  check [--node]                         list what is missing on this machine
  up  [FLAGS]                            start a test bed; it lives until SIGINT or SIGTERM
  run [FLAGS] -- COMMAND [ARGS]          start one, run COMMAND, end it, exit with COMMAND's status
  status                                 list the components
  stop | freeze | thaw COMPONENT         end (--signal NAME: not with KILL), suspend, resume a component
  start | restart COMPONENT [-- FLAGS]   with FLAGS added to the component's own
  load TAR                               import a container image (node mode)
  exec -- COMMAND [ARGS]                 run COMMAND inside the node's namespaces (node mode)
  tool promtool|kube-state-metrics|kustomize ARGS
                                         become that program, which is built first when it is missing

flags of up and run:
  --node                 pods really run (root, Linux)
  --image TAR            import a container image; may be repeated (node mode)
  --default-limits       leave the controllers their own API rate limits
  --until-stdin-closes   end when standard input ends

The commands from status to exec find the test bed by $TESTBED or --state DIR.
`

// Exit codes after sysexits.h; run passes on the command's own.
const (
	exitFailed      = 1
	exitUsage       = 64
	exitUnavailable = 69
)

func main() {
	err := dispatch(os.Args[1:])
	var exit exitStatus
	switch {
	case err == nil:
	case errors.As(err, &exit):
		os.Exit(int(exit))
	case errors.As(err, new(usageError)):
		fmt.Fprintf(os.Stderr, "testbed: %v (testbed help lists the commands)\n", err)
		os.Exit(exitUsage)
	default:
		fmt.Fprintln(os.Stderr, "testbed:", err)
		os.Exit(exitFailed)
	}
}

func dispatch(args []string) error {
	if len(args) == 0 {
		return usageError("no command given")
	}
	command, args := args[0], args[1:]
	switch command {
	case "build":
		return build(args)
	case "download":
		return build(append(args, "--download"))
	case "check":
		return check(args)
	case "up", "run":
		return up(command, args)
	case "status", "stop", "start", "restart", "freeze", "thaw":
		return tell(command, args)
	case "load":
		return load(args)
	case "exec":
		return execInside(args)
	case "tool":
		return tool(args)
	case "supervise":
		return superviseBed(args)
	case "namespace-init":
		return namespaceInit(args)
	case "csi-driver":
		return csiDriver(args)
	case "help", "-h", "--help":
		fmt.Print(usage)
		return nil
	}
	return usageError(fmt.Sprintf("there is no command %q", command))
}

// usageError is a command line that cannot be understood.
type usageError string

func (e usageError) Error() string { return string(e) }

// exitStatus ends the program without a word: everything has been said.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }
