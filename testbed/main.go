// Command testbed builds, starts, supervises and ends a real Kubernetes for demo, tests and benchmarks.
package main

import (
	"errors"
	"fmt"
	"os"
)

const usage = `usage: testbed COMMAND

  build [--download] [--kubernetes VERSION]
                                         build everything that a test bed runs (--download: only fetch the sources)
  check [--node]                         list what is missing on this machine
  up  [FLAGS]                            start a test bed; it runs until SIGINT or SIGTERM
  run [FLAGS] -- COMMAND [ARGS]          start a test bed, run COMMAND, end the test bed, exit with COMMAND's status
  status                                 list the components
  stop COMPONENT [--signal NAME]         end a component, with SIGKILL or the given signal
  freeze | thaw COMPONENT                suspend or resume a component
  start COMPONENT [-- FLAGS]             start a component, with FLAGS added to its own
  restart COMPONENT [--signal NAME] [-- FLAGS]
                                         stop and start it
  load TAR                               import a container image (node mode)
  exec -- COMMAND [ARGS]                 run COMMAND inside the node's namespaces (node mode)
  tool promtool|kube-state-metrics|kustomize|actionlint|kubectl ARGS
                                         run that program; it is built first if it is missing
  versions                               list the versions of Kubernetes for --kubernetes, the oldest first

flags of up and run:
  --node                 also start a node, so that pods run (needs Linux and root)
  --image TAR            import a container image; may be repeated (node mode)
  --kubernetes VERSION   the version of Kubernetes; else $TESTBED_KUBERNETES, else the newest
  --default-limits       do not raise the API rate limits of the controllers
  --until-stdin-closes   end when standard input ends

The commands from status to exec find the test bed by $TESTBED or --state DIR.
`

// The exit codes are those of sysexits.h. run exits with the status of its command.
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
	case "versions":
		return versions(args)
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

// exitStatus ends the program without a message: it has been printed already.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }
