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

// tool becomes one of the monitoring tools, which is built when it is missing.
func tool(args []string) error {
	if len(args) == 0 || !slices.ContainsFunc(parts.Tools.Parts, func(each parts.Part) bool { return each.Name == args[0] }) {
		return usageError("tool needs the name of one: promtool or kube-state-metrics")
	}
	cache, err := parts.Open(parts.Tools)
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
