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
	var set *parts.Set
	for _, each := range []*parts.Set{&parts.Tools, &parts.Kustomize} {
		if len(args) > 0 && slices.ContainsFunc(each.Parts, func(part parts.Part) bool { return part.Name == args[0] }) {
			set = each
		}
	}
	if set == nil {
		return usageError("tool needs the name of a program: promtool, kube-state-metrics or kustomize")
	}
	cache, err := parts.Open(*set)
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
