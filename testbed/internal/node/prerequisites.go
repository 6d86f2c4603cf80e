package node

import (
	"context"
	"debug/elf"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// A prerequisite is a program of the machine that a node needs.
type prerequisite struct {
	name    string
	found   func() bool
	debian  string // the package that holds it
	another string // what to do elsewhere
}

var prerequisites = []prerequisite{
	{"containerd", inPath("containerd", "ctr", "containerd-shim-runc-v2"), "containerd", "install containerd 1.6 or newer with its client ctr"},
	{"runc", inPath("runc"), "runc", "install runc 1.1 or newer"},
	{"the CNI plugins", func() bool { return cniFolder() != "" }, "containernetworking-plugins", "install the CNI plugins into /opt/cni/bin"},
	{"a static busybox", staticBusybox, "busybox-static", "install a statically linked busybox"},
	{"ip", inPath("ip"), "iproute2", "install iproute2"},
	{"nsenter", inPath("nsenter"), "util-linux", "install util-linux"},
}

// Missing lists what keeps a node from running here, one line each with what to do.
func Missing() []string {
	var lines []string
	if runtime.GOOS != "linux" {
		return []string{"a node needs Linux: without --node, the control plane runs here"}
	}
	if os.Geteuid() != 0 {
		lines = append(lines, "a node needs root: use sudo, or run without --node (control plane only)")
	}
	if CgroupVersion() == "" {
		lines = append(lines, "control groups are missing: mount cgroup2 on /sys/fs/cgroup")
	}
	for _, each := range missingPrograms() {
		lines = append(lines, fmt.Sprintf("%s is missing: apt-get install %s (elsewhere: %s)", each.name, each.debian, each.another))
	}
	return lines
}

// Provide installs what is missing if it can. If something is still missing, its error lists it.
func Provide(ctx context.Context, progress io.Writer) error {
	var packages []string
	for _, each := range missingPrograms() {
		packages = append(packages, each.debian)
	}
	if _, err := exec.LookPath("apt-get"); err == nil && len(packages) > 0 && os.Geteuid() == 0 {
		fmt.Fprintf(progress, "testbed: installing what a node needs: apt-get install %s\n", strings.Join(packages, " "))
		if err := install(ctx, packages); err != nil {
			return err
		}
	}
	if missing := Missing(); len(missing) > 0 {
		return fmt.Errorf("a node cannot run here:\n  %s", strings.Join(missing, "\n  "))
	}
	fmt.Fprintf(progress, "testbed: the node uses %s\n", CgroupVersion())
	return nil
}

func install(ctx context.Context, packages []string) error {
	apt := func(args ...string) error {
		command := exec.CommandContext(ctx, "apt-get", args...)
		command.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if output, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %s: %w\n%s", strings.Join(args, " "), err, output)
		}
		return nil
	}
	arguments := append([]string{"install", "-y", "--no-install-recommends"}, packages...)
	if apt(arguments...) == nil {
		return nil
	}
	if err := apt("update"); err != nil { // the list of packages may be absent or old
		return err
	}
	return apt(arguments...)
}

func missingPrograms() []prerequisite {
	var missing []prerequisite
	for _, each := range prerequisites {
		if !each.found() {
			missing = append(missing, each)
		}
	}
	return missing
}

func inPath(names ...string) func() bool {
	return func() bool {
		for _, name := range names {
			if _, err := exec.LookPath(name); err != nil {
				return false
			}
		}
		return true
	}
}

// cniFolder is where the machine keeps the CNI plugins: "" when nowhere.
func cniFolder() string {
	for _, folder := range []string{"/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"} {
		complete := true
		for _, plugin := range []string{"bridge", "host-local", "loopback"} {
			if _, err := os.Stat(filepath.Join(folder, plugin)); err != nil {
				complete = false
			}
		}
		if complete {
			return folder
		}
	}
	return ""
}

// staticBusybox tells whether busybox runs in an image that holds nothing else.
func staticBusybox() bool {
	path, err := exec.LookPath("busybox")
	if err != nil {
		return false
	}
	program, err := elf.Open(path)
	if err != nil {
		return false
	}
	defer program.Close()
	for _, segment := range program.Progs {
		if segment.Type == elf.PT_INTERP {
			return false
		}
	}
	return true
}
