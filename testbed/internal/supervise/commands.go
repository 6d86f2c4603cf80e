package supervise

import (
	"context"
	"fmt"
	"syscall"
)

// Stop ends a component and returns when it has ended. One that does not run is left as it is.
func (s *Supervisor) Stop(name string, signal syscall.Signal) error {
	s.commands.Lock()
	defer s.commands.Unlock()
	return s.stop(name, signal)
}

// Start runs a stopped component and returns when it is ready. The added flags hold until the component ends.
func (s *Supervisor) Start(ctx context.Context, name string, extra []string) error {
	s.commands.Lock()
	defer s.commands.Unlock()
	return s.start(ctx, name, extra)
}

// Restart is Stop and Start.
func (s *Supervisor) Restart(ctx context.Context, name string, signal syscall.Signal, extra []string) error {
	s.commands.Lock()
	defer s.commands.Unlock()
	if err := s.stop(name, signal); err != nil {
		return err
	}
	return s.start(ctx, name, extra)
}

// Freeze suspends a component: it keeps its connections and answers nothing.
func (s *Supervisor) Freeze(name string) error {
	return s.change(name, Running, Frozen, syscall.SIGSTOP)
}

// Thaw lets a frozen component go on.
func (s *Supervisor) Thaw(name string) error {
	return s.change(name, Frozen, Running, syscall.SIGCONT)
}

func (s *Supervisor) stop(name string, signal syscall.Signal) error {
	p, err := s.find(name)
	if err != nil {
		return err
	}
	s.end(p, signal)
	return nil
}

func (s *Supervisor) start(ctx context.Context, name string, extra []string) error {
	p, err := s.find(name)
	if err != nil {
		return err
	}
	s.mutex.Lock()
	state := p.state
	s.mutex.Unlock()
	if state != Stopped && state != Waiting {
		return fmt.Errorf("%s is %s already: stop or restart it", name, state)
	}
	if err := s.run(ctx, p, extra); err != nil {
		return err
	}
	return s.renewDependents(ctx, name)
}

// renewDependents restarts the components that lean on one that has just started. A kubelet would do the same, but later.
func (s *Supervisor) renewDependents(ctx context.Context, name string) error {
	s.mutex.Lock()
	var dependents []*process
	for _, each := range s.order {
		if p := s.processes[each]; p.component.LeansOn == name && p.wanted && p.state != Starting {
			dependents = append(dependents, p)
		}
	}
	s.mutex.Unlock()
	for _, p := range dependents {
		s.end(p, syscall.SIGKILL)
		if err := s.run(ctx, p, nil); err != nil {
			return err
		}
	}
	return nil
}

func (s *Supervisor) change(name string, from, to State, signal syscall.Signal) error {
	s.commands.Lock()
	defer s.commands.Unlock()
	p, err := s.find(name)
	if err != nil {
		return err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	switch p.state {
	case to:
		return nil
	case from:
	default:
		return fmt.Errorf("%s is %s, not %s", name, p.state, from)
	}
	if err := p.signal(signal); err != nil {
		return fmt.Errorf("cannot signal %s: %w", name, err)
	}
	p.state = to
	return nil
}
