package supervise

import (
	"os/exec"
	"runtime"
	"syscall"
)

// A Forker starts processes that the kernel kills when this process ends, however it ends. The kernel binds that promise to
// the thread that forked, so all forks happen on one thread, which lives as long as the process.
type Forker struct{ requests chan request }

type request struct {
	command *exec.Cmd
	started chan error
}

// NewForker starts the thread.
func NewForker() *Forker {
	f := &Forker{make(chan request)}
	go func() {
		runtime.LockOSThread()
		for request := range f.requests {
			request.started <- request.command.Start()
		}
	}()
	return f
}

// Start is command.Start with that promise.
func (f *Forker) Start(command *exec.Cmd) error {
	if command.SysProcAttr == nil {
		command.SysProcAttr = &syscall.SysProcAttr{}
	}
	command.SysProcAttr.Pdeathsig = syscall.SIGKILL
	started := make(chan error)
	f.requests <- request{command, started}
	return <-started
}
