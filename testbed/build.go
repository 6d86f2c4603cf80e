package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/pvc-snapshotter/testbed/internal/node"
	"github.com/pvc-snapshotter/testbed/internal/parts"
)

func build(args []string) error {
	flags := flag.NewFlagSet("build", flag.ContinueOnError)
	download := flags.Bool("download", false, "")
	kubernetes := kubernetesFlag(flags)
	if _, err := parse(flags, args, 0); err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer cancel()
	cluster, err := parts.OpenCluster(*kubernetes)
	if err != nil {
		return usageError(err.Error())
	}
	where := strings.Join(cluster.Bins(), " ")
	start := time.Now()
	switch {
	case cluster.Complete():
		fmt.Printf("all %d parts are built: %s\n", cluster.Parts(), where)
		return nil
	case *download:
		if err := cluster.Download(ctx); err != nil {
			return err
		}
		fmt.Printf("downloaded the sources of all parts in %.0f s\n", time.Since(start).Seconds())
		return nil
	}
	if err := cluster.Build(ctx, os.Stdout); err != nil {
		return err
	}
	fmt.Printf("built all parts in %.0f s: %s\n", time.Since(start).Seconds(), where)
	return nil
}

// versions lists what --kubernetes takes.
func versions(args []string) error {
	if _, err := parse(flag.NewFlagSet("versions", flag.ContinueOnError), args, 0); err != nil {
		return err
	}
	for _, each := range parts.Versions {
		fmt.Println(each)
	}
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
