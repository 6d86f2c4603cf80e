package supervise

import (
	"os/exec"
	"runtime"
	"syscall"
)

// A Forker starts processes that the kernel kills when this process ends, however it ends. The kernel does so when the thread that
// forked ends. So all forks happen on one thread, which lives as long as this process.
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

// Start is command.Start on that thread.
func (f *Forker) Start(command *exec.Cmd) error {
	if command.SysProcAttr == nil {
		command.SysProcAttr = &syscall.SysProcAttr{}
	}
	command.SysProcAttr.Pdeathsig = syscall.SIGKILL
	started := make(chan error)
	f.requests <- request{command, started}
	return <-started
}
