package node

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pvc-snapshotter/testbed/internal/state"
)

// A hierarchy is a mounted tree of control groups.
type hierarchy struct {
	folder string
	v2     bool
}

func hierarchies() []hierarchy {
	content, err := os.ReadFile("/proc/mounts")
	if err != nil {
		return nil
	}
	var all []hierarchy
	for line := range strings.Lines(string(content)) {
		fields := strings.Fields(line)
		if len(fields) > 2 && (fields[2] == "cgroup" || fields[2] == "cgroup2") {
			all = append(all, hierarchy{fields[1], fields[2] == "cgroup2"})
		}
	}
	return all
}

// CgroupVersion names what this machine uses: "" when there is none.
func CgroupVersion() string {
	all := hierarchies()
	isV2 := func(h hierarchy) bool { return h.v2 }
	isV1 := func(h hierarchy) bool { return !h.v2 }
	switch {
	case len(all) == 0:
		return ""
	case !slices.ContainsFunc(all, isV1):
		return "cgroup v2"
	case slices.ContainsFunc(all, isV2):
		return "cgroup v1 (hybrid)"
	}
	return "cgroup v1"
}

func cgroupName(id string) string { return "pvc-snapshotter-testbed-" + id }

// makeCgroups makes the groups below which the kubelet makes those of the pods, so that test beds do not share them.
func makeCgroups(bed *state.Bed) error {
	onlyV2 := CgroupVersion() == "cgroup v2"
	for _, h := range hierarchies() {
		folder := filepath.Join(h.folder, cgroupName(bed.ID))
		if onlyV2 {
			if err := delegate(h.folder); err != nil {
				return err
			}
		}
		if err := os.Mkdir(folder, 0o755); err != nil {
			return fmt.Errorf("cannot make the control group of the pods: %w", err)
		}
		if onlyV2 {
			if err := delegate(folder); err != nil {
				return err
			}
		}
		for _, name := range []string{"cpuset.cpus", "cpuset.mems"} { // a new group of v1 has no value, and then accepts no process
			if parent, err := os.ReadFile(filepath.Join(h.folder, name)); err == nil && !h.v2 {
				if err := os.WriteFile(filepath.Join(folder, name), parent, 0o644); err != nil {
					return fmt.Errorf("cannot set up the control group of the pods: %w", err)
				}
			}
		}
	}
	return nil
}

// delegate lets the children of a v2 group have its controllers.
func delegate(folder string) error {
	controllers, err := os.ReadFile(filepath.Join(folder, "cgroup.controllers"))
	if err != nil {
		return err
	}
	for _, controller := range bytes.Fields(controllers) {
		if err := os.WriteFile(filepath.Join(folder, "cgroup.subtree_control"), append([]byte("+"), controller...), 0o644); err != nil &&
			slices.Contains([]string{"cpu", "cpuset", "memory", "pids"}, string(controller)) {
			return fmt.Errorf("cannot hand the cgroup controller %s of %s to the pods: %w", controller, folder, err)
		}
	}
	return nil
}

// RemoveCgroups removes the groups of a test bed that has ended. The kernel may need a moment to empty them.
func RemoveCgroups(id string) {
	for _, h := range hierarchies() {
		for deadline := time.Now().Add(2 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			if err := removeTree(filepath.Join(h.folder, cgroupName(id))); err == nil || time.Now().After(deadline) {
				break
			}
		}
	}
}

func removeTree(folder string) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, entry := range entries {
		if entry.IsDir() {
			if err := removeTree(filepath.Join(folder, entry.Name())); err != nil {
				return err
			}
		}
	}
	return os.Remove(folder)
}
