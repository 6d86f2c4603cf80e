// Package supervise starts the components of a test bed, watches over them, and ends, stops or freezes them when told.
package supervise

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
)

// A Supervisor owns the components' processes.
type Supervisor struct {
	forker *Forker
	logs   string
	deaths chan error

	commands  sync.Mutex // one start, stop, ... at a time
	mutex     sync.Mutex // guards what follows
	processes map[string]*process
	order     []string
	ending    bool
}

// New makes a supervisor that writes logs/NAME.log.
func New(forker *Forker, logs string) *Supervisor {
	return &Supervisor{forker: forker, logs: logs, deaths: make(chan error, 1), processes: map[string]*process{}}
}

// Deaths receives an error for a component that ended although no command wanted it to.
func (s *Supervisor) Deaths() <-chan error { return s.deaths }

// Launch starts a component for the first time and waits until it is ready. Several may be launched at once.
func (s *Supervisor) Launch(ctx context.Context, component Component) error {
	s.mutex.Lock()
	if !slices.Contains(s.order, component.Name) {
		s.order = append(s.order, component.Name)
	}
	p := &process{component: component, state: Stopped}
	s.processes[component.Name] = p
	s.mutex.Unlock()
	return s.run(ctx, p, nil)
}

func (s *Supervisor) run(ctx context.Context, p *process, extra []string) error {
	if err := s.fork(p, extra); err != nil {
		return err
	}
	if err := p.awaitReady(ctx); err != nil {
		s.end(p, syscall.SIGKILL)
		return fmt.Errorf("cannot start %s: %w; the end of its log, %s:\n%s", p.component.Name, err, s.logFile(p.component.Name), s.Tail(p.component.Name))
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if p.state == Starting {
		p.state = Running
	}
	return nil
}

func (s *Supervisor) fork(p *process, extra []string) error {
	name := p.component.Name
	log, err := s.openLog(name)
	if err != nil {
		return fmt.Errorf("cannot write the log of %s: %w", name, err)
	}
	defer log.Close()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.ending {
		return fmt.Errorf("cannot start %s: the test bed is ending", name)
	}
	command := exec.Command(p.component.Program, append(slices.Clone(p.component.Args), extra...)...)
	command.Stdout, command.Stderr = log, log
	fmt.Fprintf(log, "+ %s\n", strings.Join(command.Args, " "))
	if err := s.forker.Start(command); err != nil {
		return fmt.Errorf("cannot start %s: %w", name, err)
	}
	p.command, p.state, p.wanted, p.ended = command, Starting, true, make(chan struct{})
	go s.watch(p, command, p.ended)
	return nil
}

// watch waits for one process and decides what its end means.
func (s *Supervisor) watch(p *process, command *exec.Cmd, ended chan struct{}) {
	err := command.Wait()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if err == nil {
		err = fmt.Errorf("exit status 0")
	}
	was := p.state
	p.err, p.state = err, Stopped
	close(ended)
	switch {
	case !p.wanted || s.ending || was == Starting: // a command wanted it, or the function that starts it reports it
	case s.lost(p.component.LeansOn):
		p.state = Waiting
	default:
		select {
		case s.deaths <- fmt.Errorf("%s ended unexpectedly (%v); the end of its log, %s:\n%s",
			p.component.Name, err, s.logFile(p.component.Name), s.Tail(p.component.Name)):
		default: // one is enough to end the test bed
		}
	}
}

func (s *Supervisor) lost(name string) bool {
	p := s.processes[name]
	return p != nil && (p.state == Stopped || p.state == Starting || !p.wanted)
}

// end ends a process and waits for its end.
func (s *Supervisor) end(p *process, signal syscall.Signal) {
	s.mutex.Lock()
	p.wanted = false
	switch p.state {
	case Waiting:
		p.state = Stopped
		s.mutex.Unlock()
		return
	case Stopped:
		s.mutex.Unlock()
		return
	}
	p.signal(signal)
	p.signal(syscall.SIGCONT)
	s.mutex.Unlock()
	<-p.ended
}

// EndAll kills everything.
func (s *Supervisor) EndAll() {
	s.mutex.Lock()
	s.ending = true
	var all []*process
	for _, p := range s.processes {
		all = append(all, p)
		if p.pid() != 0 {
			p.signal(syscall.SIGKILL)
		}
	}
	s.mutex.Unlock()
	for _, p := range all {
		s.end(p, syscall.SIGKILL)
	}
}

// Status lists the components, one line each.
func (s *Supervisor) Status() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var table strings.Builder
	fmt.Fprintf(&table, "%-25s %-8s %s\n", "COMPONENT", "PID", "STATE")
	for _, name := range s.order {
		p := s.processes[name]
		pid := "-"
		if p.pid() != 0 {
			pid = fmt.Sprint(p.pid())
		}
		state := string(p.state)
		if p.state == Waiting {
			state += " for " + p.component.LeansOn
		}
		fmt.Fprintf(&table, "%-25s %-8s %s\n", name, pid, state)
	}
	return table.String()
}

func (s *Supervisor) find(name string) (*process, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if p := s.processes[name]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("there is no component %q; there are: %s", name, strings.Join(s.order, ", "))
}

// ForgetLog empties a component's log, so that the next attempt is not mistaken for the last one.
func (s *Supervisor) ForgetLog(name string) { os.Remove(s.logFile(name)) }
