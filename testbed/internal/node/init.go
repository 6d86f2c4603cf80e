package node

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/pvc-snapshotter/testbed/internal/supervise"
)

// Init is the first process of the PID namespace. It starts the supervisor and waits for processes without a parent. It ends when
// the supervisor ends; then the kernel ends all other processes.
func Init(bed string) error {
	signal.Ignore(syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("cannot keep the node's mounts apart from the host's: %w", err)
	}
	if err := syscall.Mount("proc", "/proc", "proc", syscall.MS_NOSUID|syscall.MS_NODEV|syscall.MS_NOEXEC, ""); err != nil {
		return fmt.Errorf("cannot mount /proc: %w", err)
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	command := exec.Command(program, "supervise", bed)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	ready := os.NewFile(3, "ready")
	command.ExtraFiles = []*os.File{ready}
	if err := supervise.NewForker().Start(command); err != nil {
		return fmt.Errorf("cannot start the supervisor: %w", err)
	}
	ready.Close()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return fmt.Errorf("cannot wait for the supervisor: %w", err)
		}
		if pid == command.Process.Pid && status.Exited() {
			os.Exit(status.ExitStatus())
		}
		if pid == command.Process.Pid {
			return fmt.Errorf("the supervisor of the test bed was killed (%v)", status.Signal())
		}
	}
}
