package supervise

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A Component is a program that runs for as long as the test bed.
type Component struct {
	Name    string
	Program string
	Args    []string
	Ready   func(context.Context) error // nil: ready when the process stays alive for a moment
	LeansOn string                      // a component without which this one ends by itself, as the CSI sidecars do without their driver
}

// State is what a component is doing.
type State string

// The states of a component.
const (
	Stopped  State = "stopped"
	Starting State = "starting"
	Running  State = "running"
	Frozen   State = "frozen"
	Waiting  State = "waiting" // for the component that it leans on
)

type process struct {
	component Component
	state     State
	wanted    bool // false as soon as a command wants the process to end
	command   *exec.Cmd
	ended     chan struct{}
	err       error
}

// aMoment is how long a component without readiness check must live to count as started.
const aMoment = 300 * time.Millisecond

// readyWithin limits how long any component may take to get ready.
const readyWithin = 90 * time.Second

func (p *process) pid() int {
	if p.state == Stopped || p.state == Waiting {
		return 0
	}
	return p.command.Process.Pid
}

func (p *process) signal(signal syscall.Signal) error { return p.command.Process.Signal(signal) }

// awaitReady returns when the process is ready, ended, or out of time.
func (p *process) awaitReady(ctx context.Context) error {
	if p.component.Ready == nil {
		select {
		case <-p.ended:
			return fmt.Errorf("it ended at once (%v)", p.err)
		case <-time.After(aMoment):
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	var last error
	for {
		err := p.component.Ready(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() == nil {
			last = err
		}
		select {
		case <-p.ended:
			return fmt.Errorf("it ended before it was ready (%v)", p.err)
		case <-ctx.Done():
			return fmt.Errorf("it is not ready: %w", errors.Join(last, context.Cause(ctx)))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (s *Supervisor) logFile(name string) string { return filepath.Join(s.logs, name+".log") }

func (s *Supervisor) openLog(name string) (*os.File, error) {
	return os.OpenFile(s.logFile(name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// Tail is the end of a component's log.
func (s *Supervisor) Tail(name string) string {
	const lines, size = 20, 16 << 10
	file, err := os.Open(s.logFile(name))
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	buffer := make([]byte, size)
	start := int64(0)
	if info, err := file.Stat(); err == nil && info.Size() > size {
		start = info.Size() - size
	}
	n, _ := file.ReadAt(buffer, start)
	all := strings.Split(string(bytes.TrimSpace(buffer[:n])), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
