package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/pvc-snapshotter/testbed/internal/parts"
)

// tool replaces this process by a program that is not part of a test bed. It is built first if it is missing.
func tool(args []string) error {
	kubectl, err := parts.Kubectl(askedKubernetes())
	if err != nil {
		return usageError(err.Error())
	}
	sets := []parts.Set{parts.Tools, parts.Kustomize, parts.Actionlint, kubectl}
	which := slices.IndexFunc(sets, func(set parts.Set) bool {
		return len(args) > 0 && slices.ContainsFunc(set.Parts, func(part parts.Part) bool { return part.Name == args[0] })
	})
	if which < 0 {
		return usageError("tool needs the name of a program: promtool, kube-state-metrics, kustomize, actionlint or kubectl")
	}
	cache, err := parts.Open(sets[which])
	if err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err = cache.Build(ctx, os.Stderr)
	cancel()
	if err != nil {
		return err
	}
	program := filepath.Join(cache.Bin(), args[0])
	return fmt.Errorf("cannot start %s: %w", program, syscall.Exec(program, args, os.Environ()))
}
