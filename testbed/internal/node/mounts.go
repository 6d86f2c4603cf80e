package node

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/pvc-snapshotter/testbed/internal/state"
)

// coverHost puts private folders over those which the kubelet, containerd and runc write at fixed paths. The namespaces' mounts
// are private, so the host sees nothing of it.
func coverHost(bed *state.Bed) error {
	keep := append([]string{bed.Dir}, bed.Images...)
	for _, bin := range bed.Bins {
		keep = append(keep, filepath.Dir(bin))
	}
	if program, err := os.Executable(); err == nil {
		keep = append(keep, program)
	}
	for _, folder := range []string{"/run", "/var/lib"} {
		if err := cover(folder, keep); err != nil {
			return err
		}
	}
	logs := bed.File("pod-logs")
	if err := os.MkdirAll(logs, 0o755); err != nil {
		return err
	}
	if err := syscall.Mount(logs, "/var/log", "", syscall.MS_BIND, ""); err != nil {
		return fmt.Errorf("cannot cover /var/log: %w", err)
	}
	return coverKernelSettings(bed)
}

// cover mounts an empty file system over a folder. The paths in keep stay visible.
func cover(folder string, keep []string) error {
	real, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return err
	}
	kept := map[string]*os.File{}
	for _, path := range keep {
		if path, err := filepath.EvalSymlinks(path); err == nil && strings.HasPrefix(path, real+"/") {
			file, err := os.Open(path)
			if err != nil {
				return err
			}
			defer file.Close()
			kept[path] = file
		}
	}
	if err := syscall.Mount("testbed", real, "tmpfs", 0, "mode=755"); err != nil {
		return fmt.Errorf("cannot cover %s: %w", real, err)
	}
	for path, file := range kept {
		if err := reveal(path, file); err != nil {
			return fmt.Errorf("cannot keep %s visible: %w", path, err)
		}
	}
	return nil
}

func reveal(path string, file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		err = os.MkdirAll(path, 0o755)
	} else if err = os.MkdirAll(filepath.Dir(path), 0o755); err == nil {
		err = os.WriteFile(path, nil, 0o600)
	}
	if err != nil {
		return err
	}
	return syscall.Mount(fmt.Sprintf("/proc/self/fd/%d", file.Fd()), path, "", syscall.MS_BIND|syscall.MS_REC, "")
}

// kernelSettings are the values that the kubelet wants. They hold for the whole machine, so the kubelet must not set them. Files with
// these values are mounted over them, so that it finds them set.
var kernelSettings = map[string]string{
	"vm/overcommit_memory":      "1",
	"vm/panic_on_oom":           "0",
	"kernel/panic":              "10",
	"kernel/panic_on_oops":      "1",
	"kernel/keys/root_maxkeys":  "1000000",
	"kernel/keys/root_maxbytes": "25000000",
}

func coverKernelSettings(bed *state.Bed) error {
	for name, value := range kernelSettings {
		file := bed.File("kernel-settings", name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(value+"\n"), 0o644); err != nil {
			return err
		}
		if err := syscall.Mount(file, "/proc/sys/"+name, "", syscall.MS_BIND, ""); err != nil {
			return fmt.Errorf("cannot cover /proc/sys/%s: %w", name, err)
		}
	}
	return nil
}

func makeNetwork(*state.Bed) error {
	for _, line := range []string{
		"link set lo up",
		"link add " + bridge + " type bridge",
		"address add " + Address + "/24 dev " + bridge,
		"link set " + bridge + " up",
	} {
		if output, err := exec.Command("ip", strings.Fields(line)...).CombinedOutput(); err != nil {
			return fmt.Errorf("cannot make the node's network: ip %s: %w: %s", line, err, output)
		}
	}
	return nil
}
