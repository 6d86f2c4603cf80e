package supervise

import (
	"context"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func supervisor(t *testing.T, components ...Component) *Supervisor {
	s := New(NewForker(), t.TempDir())
	t.Cleanup(s.EndAll)
	for _, component := range components {
		if err := s.Launch(context.Background(), component); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func sleeper(name, leansOn string) Component {
	return Component{Name: name, Program: "/bin/sleep", Args: []string{"100"}, LeansOn: leansOn}
}

func (s *Supervisor) kill(t *testing.T, name string) {
	t.Helper()
	p, err := s.find(name)
	if err != nil {
		t.Fatal(err)
	}
	p.signal(syscall.SIGKILL)
	<-p.ended
}

func TestReportsADeathThatNobodyAskedFor(t *testing.T) {
	s := supervisor(t, sleeper("a", ""))
	s.kill(t, "a")
	select {
	case death := <-s.Deaths():
		if !strings.Contains(death.Error(), "a ended unexpectedly") || !strings.Contains(death.Error(), "+ /bin/sleep 100") {
			t.Error(death)
		}
	case <-time.After(5 * time.Second):
		t.Error("no report")
	}
}

func TestStopsFreezesAndStartsWithMoreFlags(t *testing.T) {
	s := supervisor(t, sleeper("a", ""))
	steps := []struct {
		do    func() error
		state State
	}{
		{func() error { return s.Freeze("a") }, Frozen},
		{func() error { return s.Thaw("a") }, Running},
		{func() error { return s.Freeze("a") }, Frozen},
		{func() error { return s.Stop("a", syscall.SIGTERM) }, Stopped},
		{func() error { return s.Start(context.Background(), "a", []string{"200"}) }, Running},
		{func() error { return s.Restart(context.Background(), "a", syscall.SIGKILL, nil) }, Running},
	}
	for i, step := range steps {
		if err := step.do(); err != nil || s.processes["a"].state != step.state {
			t.Fatalf("step %d: %v, state %s, want %s", i, err, s.processes["a"].state, step.state)
		}
	}
	log, err := os.ReadFile(s.logFile("a"))
	if err != nil || string(log) != "+ /bin/sleep 100\n+ /bin/sleep 100 200\n+ /bin/sleep 100\n" {
		t.Errorf("log: %q %v", log, err)
	}
	select {
	case death := <-s.Deaths():
		t.Error("reported", death)
	default:
	}
}

func TestRefusesWhatCannotBeDone(t *testing.T) {
	s := supervisor(t, sleeper("a", ""))
	for want, err := range map[string]error{
		`no component "b"; there are: a`: s.Stop("b", syscall.SIGKILL),
		"a is running already":           s.Start(context.Background(), "a", nil),
		"it ended at once":               s.Restart(context.Background(), "a", syscall.SIGKILL, []string{"nonsense"}),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestADependentThatEndsWithWhatItLeansOnComesBackWithIt(t *testing.T) {
	s := supervisor(t, sleeper("driver", ""), sleeper("sidecar", "driver"))
	if err := s.Stop("driver", syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	s.kill(t, "sidecar")
	if status := s.Status(); !strings.Contains(status, "waiting for driver") {
		t.Error(status)
	}
	if err := s.Start(context.Background(), "driver", nil); err != nil {
		t.Fatal(err)
	}
	if status := s.Status(); strings.Count(status, "running") != 2 {
		t.Error(status)
	}
}
