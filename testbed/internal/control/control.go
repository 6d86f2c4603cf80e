// Package control lets the testbed command talk to the supervisor of a running test bed: one JSON request and one JSON
// answer per connection, over a unix socket in the test bed's folder.
package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"

	"github.com/pvc-snapshotter/testbed/internal/state"
	"github.com/pvc-snapshotter/testbed/internal/supervise"
)

// A Request is one command.
type Request struct {
	Verb      string
	Component string
	Signal    syscall.Signal
	Extra     []string
}

// An Answer is the result of a Request.
type Answer struct {
	Output string
	Error  string
}

// Send asks the supervisor of a test bed.
func Send(bed *state.Bed, request Request) (string, error) {
	connection, err := net.Dial("unix", bed.ControlSocket())
	if err != nil {
		return "", fmt.Errorf("the test bed in %s does not answer: %w", bed.Dir, err)
	}
	defer connection.Close()
	if err := json.NewEncoder(connection).Encode(request); err != nil {
		return "", err
	}
	var answer Answer
	if err := json.NewDecoder(connection).Decode(&answer); err != nil {
		return "", fmt.Errorf("the test bed in %s ended before it answered: %w", bed.Dir, err)
	}
	if answer.Error != "" {
		return "", errors.New(answer.Error)
	}
	return answer.Output, nil
}

// Serve answers requests until ctx ends.
func Serve(ctx context.Context, bed *state.Bed, supervisor *supervise.Supervisor) error {
	listener, err := net.Listen("unix", bed.ControlSocket())
	if err != nil {
		return fmt.Errorf("cannot listen for commands: %w", err)
	}
	if err := os.Chmod(bed.ControlSocket(), 0o600); err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go answer(ctx, connection, supervisor)
		}
	}()
	return nil
}

func answer(ctx context.Context, connection net.Conn, supervisor *supervise.Supervisor) {
	defer connection.Close()
	var request Request
	if json.NewDecoder(connection).Decode(&request) != nil {
		return
	}
	output, err := perform(ctx, supervisor, request)
	answer := Answer{Output: output}
	if err != nil {
		answer.Error = err.Error()
	}
	json.NewEncoder(connection).Encode(answer)
}

func perform(ctx context.Context, supervisor *supervise.Supervisor, r Request) (string, error) {
	if r.Signal == 0 {
		r.Signal = syscall.SIGKILL
	}
	switch r.Verb {
	case "status":
		return supervisor.Status(), nil
	case "stop":
		return "", supervisor.Stop(r.Component, r.Signal)
	case "start":
		return "", supervisor.Start(ctx, r.Component, r.Extra)
	case "restart":
		return "", supervisor.Restart(ctx, r.Component, r.Signal, r.Extra)
	case "freeze":
		return "", supervisor.Freeze(r.Component)
	case "thaw":
		return "", supervisor.Thaw(r.Component)
	}
	return "", fmt.Errorf("unknown command %q", r.Verb)
}
