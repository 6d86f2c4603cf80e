package parts

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Build builds what is missing and writes messages to progress. Two builds at once take turns. A killed build leaves no incomplete program.
func (c *Cache) Build(ctx context.Context, progress io.Writer) error {
	if c.complete() {
		return nil
	}
	release, err := c.lock(progress)
	if err != nil {
		return err
	}
	defer release()
	missing := c.missing()
	if len(missing) > 0 {
		fmt.Fprintf(progress, c.set.says, len(missing))
	}
	linkFlags, err := c.linkFlags(ctx)
	if err != nil {
		return err
	}
	for i, part := range missing {
		fmt.Fprintf(progress, "building %s (%d of %d) ... ", part.Name, i+1, len(missing))
		start := time.Now()
		if err := c.install(ctx, part, linkFlags); err != nil {
			fmt.Fprintln(progress, "failed")
			return err
		}
		fmt.Fprintf(progress, "done in %.0f s\n", time.Since(start).Seconds())
	}
	if !c.set.crds {
		return nil
	}
	return c.copyCRDs(ctx)
}

func (c *Cache) download(ctx context.Context) error {
	if c.complete() {
		return nil
	}
	// go list -deps fetches the modules of the imported packages only; go mod download would fetch everything that is required anywhere
	if _, err := c.golang(ctx, nil, "list", "-deps", "tool"); err != nil {
		return fmt.Errorf("cannot download the modules of the cluster's parts: %w", err)
	}
	if !c.set.crds {
		return nil
	}
	_, err := c.crdModuleFolder(ctx)
	return err
}

func (c *Cache) install(ctx context.Context, part Part, linkFlags string) error {
	if err := os.MkdirAll(c.Bin(), 0o755); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp(c.Bin(), ".new-")
	if err != nil {
		return fmt.Errorf("cannot build into the cache: %w", err)
	}
	defer os.RemoveAll(scratch)
	if _, err := c.golang(ctx, []string{"CGO_ENABLED=0", "GOBIN=" + scratch, "GOOS=", "GOARCH="}, "install", "-buildvcs=false", "-tags", c.set.tags, "-ldflags", linkFlags, part.Package); err != nil {
		return fmt.Errorf("cannot build %s: %w", part.Name, err)
	}
	built := part.Name
	if part.binary != "" {
		built = part.binary
	}
	return os.Rename(filepath.Join(scratch, built), filepath.Join(c.Bin(), part.Name))
}

// linkFlags write the version into the programs, as the release builds of Kubernetes do, because clients ask for it.
func (c *Cache) linkFlags(ctx context.Context) (string, error) {
	if !c.set.linked {
		return "-s -w", nil
	}
	version, err := c.golang(ctx, nil, "list", "-m", "-f", "{{.Version}}", "k8s.io/kubernetes")
	if err != nil {
		return "", fmt.Errorf("cannot tell the version of Kubernetes: %w", err)
	}
	number := strings.Split(strings.TrimPrefix(version, "v"), ".")
	if len(number) < 3 {
		return "", fmt.Errorf("go.mod names no release of k8s.io/kubernetes: %q", version)
	}
	flags := "-s -w"
	for _, pkg := range []string{"k8s.io/component-base/version", "k8s.io/client-go/pkg/version"} {
		flags += fmt.Sprintf(" -X %[1]s.gitVersion=%[2]s -X %[1]s.gitMajor=%[3]s -X %[1]s.gitMinor=%[4]s", pkg, version, number[0], number[1])
	}
	return flags, nil
}

func (c *Cache) copyCRDs(ctx context.Context) error {
	if _, err := os.Stat(c.CRDs()); err == nil {
		return nil
	}
	folder, err := c.crdModuleFolder(ctx)
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(folder, "config/crd/*snapshot.storage.k8s.io_*.yaml"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("module %s holds no snapshot CRDs under config/crd (%s)", crdModule, folder)
	}
	scratch, err := os.MkdirTemp(filepath.Dir(c.CRDs()), ".crds-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(scratch, filepath.Base(file)), content, 0o644); err != nil {
			return err
		}
	}
	if err := os.Chmod(scratch, 0o755); err != nil {
		return err
	}
	return os.Rename(scratch, c.CRDs())
}

func (c *Cache) crdModuleFolder(ctx context.Context) (string, error) {
	if _, err := c.golang(ctx, nil, "mod", "download", crdModule); err != nil {
		return "", fmt.Errorf("cannot download the snapshot CRDs: %w", err)
	}
	return c.golang(ctx, nil, "list", "-m", "-f", "{{.Dir}}", crdModule)
}

func (c *Cache) golang(ctx context.Context, env []string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, "go", args...)
	command.Dir = c.sources
	command.Env = append(os.Environ(), append([]string{"GOFLAGS=-mod=readonly", "GOWORK=off"}, env...)...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = 5 * time.Second
	var output, errors strings.Builder
	command.Stdout, command.Stderr = &output, &errors
	err := c.forker.Start(command)
	if err == nil {
		err = command.Wait()
	}
	if err != nil {
		if ctx.Err() != nil {
			return "", fmt.Errorf("go %s was interrupted", args[0])
		}
		return "", fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, errors.String())
	}
	return strings.TrimSpace(output.String()), nil
}

func (c *Cache) lock(progress io.Writer) (release func(), err error) {
	if err := os.MkdirAll(c.Bin(), 0o755); err != nil {
		return nil, fmt.Errorf("cannot create the cache (set TESTBED_CACHE to a folder that you may write): %w", err)
	}
	file, err := os.OpenFile(filepath.Join(filepath.Dir(c.Bin()), "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot lock the cache: %w", err)
	}
	if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		fmt.Fprintln(progress, "another build is under way: waiting for it")
		if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
			return nil, fmt.Errorf("cannot lock the cache: %w", err)
		}
	}
	leftovers, _ := filepath.Glob(filepath.Join(c.Bin(), ".new-*")) // of a killed build
	for _, leftover := range leftovers {
		os.RemoveAll(leftover)
	}
	return func() { file.Close() }, nil
}
