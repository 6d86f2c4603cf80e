package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/pvc-snapshotter/testbed/internal/node"
	"github.com/pvc-snapshotter/testbed/internal/parts"
)

func build(args []string) error {
	flags := flag.NewFlagSet("build", flag.ContinueOnError)
	download := flags.Bool("download", false, "")
	if _, err := parse(flags, args, 0); err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer cancel()
	cache, err := parts.Open(parts.Cluster)
	if err != nil {
		return err
	}
	start := time.Now()
	switch {
	case cache.Complete():
		fmt.Printf("all %d parts are built: %s\n", len(parts.All), cache.Bin())
		return nil
	case *download:
		if err := cache.Download(ctx); err != nil {
			return err
		}
		fmt.Printf("downloaded the sources of all parts in %.0f s\n", time.Since(start).Seconds())
		return nil
	}
	if err := cache.Build(ctx, os.Stdout); err != nil {
		return err
	}
	fmt.Printf("built all parts in %.0f s: %s\n", time.Since(start).Seconds(), cache.Bin())
	return nil
}

func check(args []string) error {
	flags := flag.NewFlagSet("check", flag.ContinueOnError)
	asNode := flags.Bool("node", false, "")
	if _, err := parse(flags, args, 0); err != nil {
		return err
	}
	if !*asNode {
		fmt.Println("nothing is missing: the control plane needs Go only")
		return nil
	}
	missing := node.Missing()
	for _, each := range missing {
		fmt.Println(each)
	}
	if len(missing) > 0 {
		return exitStatus(exitUnavailable)
	}
	fmt.Printf("nothing is missing: a node can run here, on %s\n", node.CgroupVersion())
	return nil
}
