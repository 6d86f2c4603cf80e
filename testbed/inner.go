package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/pvc-snapshotter/testbed/internal/cluster"
	"github.com/pvc-snapshotter/testbed/internal/control"
	"github.com/pvc-snapshotter/testbed/internal/node"
	"github.com/pvc-snapshotter/testbed/internal/state"
	"github.com/pvc-snapshotter/testbed/internal/supervise"
)

// inner is the process that supervises the components: a child of up, in node mode inside its own namespaces.
type inner struct {
	command *exec.Cmd
	node    bool
	ready   chan struct{} // closed when the test bed is ready
	ended   chan struct{} // closed when it has ended
}

const readyLine = "ready"

func startInner(forker *supervise.Forker, bed *state.Bed) (*inner, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer write.Close()
	command := exec.Command(program, "supervise", bed.Dir)
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // so that Ctrl-C reaches up only
	if bed.Node {
		command.Args[1] = "namespace-init"
		command.SysProcAttr.Cloneflags = node.CloneFlags
	}
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	command.ExtraFiles = []*os.File{write}
	if err := forker.Start(command); err != nil {
		return nil, fmt.Errorf("cannot start the supervisor: %w", err)
	}
	bed.InitPID = command.Process.Pid
	if err := bed.Save(); err != nil {
		command.Process.Kill()
		return nil, err
	}
	i := &inner{command, bed.Node, make(chan struct{}), make(chan struct{})}
	go func() {
		defer read.Close()
		if line, _ := bufio.NewReader(read).ReadString('\n'); line == readyLine+"\n" {
			close(i.ready)
		}
	}()
	go func() {
		command.Wait()
		close(i.ended)
	}()
	return i, nil
}

func (i *inner) awaitReady(ctx context.Context) error {
	select {
	case <-i.ready:
		return nil
	case <-i.ended:
		return i.failure()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// failure is the error for a supervisor that ended by itself. It has printed the reason already.
func (i *inner) failure() error {
	if i.command.ProcessState.Exited() {
		return exitStatus(exitFailed)
	}
	return fmt.Errorf("the supervisor of the test bed was killed (%v)", i.command.ProcessState)
}

// end kills all processes and returns when they have ended.
func (i *inner) end() {
	if i.node {
		i.command.Process.Kill() // the kernel ends the whole PID namespace with its first process
	} else {
		i.command.Process.Signal(syscall.SIGTERM)
	}
	select {
	case <-i.ended:
	case <-time.After(10 * time.Second):
		i.command.Process.Kill()
		<-i.ended
	}
}

// superviseBed is the inner process itself.
func superviseBed(args []string) error {
	if len(args) != 1 {
		return usageError("only up and run call supervise")
	}
	bed, err := state.Load(args[0])
	if err != nil {
		return err
	}
	os.Unsetenv("KUBECONFIG") // csi-provisioner would use the caller's cluster, whatever its flag says
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	supervisor := supervise.New(supervise.NewForker(), bed.Logs())
	defer supervisor.EndAll()
	failed := make(chan error, 1)
	go func() { failed <- bringUp(ctx, bed, supervisor) }()
	for {
		select {
		case err := <-failed:
			if err != nil && ctx.Err() == nil {
				return fmt.Errorf("cannot bring the test bed up: %w", err)
			}
			failed = nil
		case death := <-supervisor.Deaths():
			return death
		case <-ctx.Done():
			return nil
		}
	}
}

func bringUp(ctx context.Context, bed *state.Bed, supervisor *supervise.Supervisor) error {
	if bed.Node {
		if err := node.Enter(ctx, bed); err != nil {
			return err
		}
	}
	if err := control.Serve(ctx, bed, supervisor); err != nil {
		return err
	}
	if err := cluster.Start(ctx, bed, supervisor); err != nil {
		return err
	}
	_, err := fmt.Fprintln(os.NewFile(3, "ready"), readyLine)
	return err
}

var commandRuns atomic.Bool

// runCommand runs the command of run beside the test bed.
func runCommand(ctx context.Context, o options, forker *supervise.Forker, bed *state.Bed, i *inner, signals <-chan os.Signal) error {
	for name, value := range commandEnvironment(bed) { // set here too, because the command is looked up in this process's PATH
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	command := exec.Command(o.command[0], o.command[1:]...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if !o.untilStdinCloses {
		command.Stdin = os.Stdin
	}
	if err := forker.Start(command); err != nil {
		return fmt.Errorf("cannot run the command: %w", err)
	}
	commandRuns.Store(true)
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for {
		select {
		case err := <-ended:
			return commandStatus(err)
		case signal := <-signals:
			if signal != os.Interrupt || !sharesTerminal() {
				command.Process.Signal(signal)
			}
		case <-i.ended:
			endCommand(command, ended)
			fmt.Fprintln(os.Stderr, "testbed: ended the command, because the test bed failed")
			return i.failure()
		case <-ctx.Done():
			endCommand(command, ended)
			return context.Cause(ctx)
		}
	}
}

func endCommand(command *exec.Cmd, ended <-chan error) {
	command.Process.Signal(syscall.SIGTERM)
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		command.Process.Kill()
		<-ended
	}
}

// sharesTerminal tells whether Ctrl-C has reached the command already, from the terminal that both run in.
func sharesTerminal() bool {
	terminal, err := os.Open("/dev/tty")
	if err == nil {
		terminal.Close()
	}
	return err == nil
}
