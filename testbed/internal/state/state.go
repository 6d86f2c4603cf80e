// Package state owns the folder of one running test bed: where it lies, what lies where in it, and who removes it.
package state

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// A Bed is the description of one test bed, kept as testbed.json in its folder.
type Bed struct {
	Dir           string
	ID            string
	Bins          []string // folders of the programs
	CRDs          string   // folder of the snapshot CRDs
	Node          bool
	DefaultLimits bool
	RelayPort     int // node mode: the port of the host that leads to the API server
	InitPID       int // the supervisor, or in node mode the first process of the namespaces
	Images        []string
}

// File is a path inside the folder.
func (b *Bed) File(name ...string) string { return filepath.Join(append([]string{b.Dir}, name...)...) }

// Kubeconfig is the administrator's, for use on the host.
func (b *Bed) Kubeconfig() string { return b.File("kubeconfig") }

// ControlSocket is where the supervisor listens.
func (b *Bed) ControlSocket() string { return b.File("control.sock") }

// Logs is the folder of the components' logs.
func (b *Bed) Logs() string { return b.File("logs") }

// Program is the path of one of the cluster's programs, in the first folder that has it.
func (b *Bed) Program(name string) string {
	for _, folder := range b.Bins[:len(b.Bins)-1] {
		path := filepath.Join(folder, name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return filepath.Join(b.Bins[len(b.Bins)-1], name)
}

// Path is the search path that finds the cluster's programs before all others.
func (b *Bed) Path() string {
	return strings.Join(append(slices.Clone(b.Bins), os.Getenv("PATH")), string(os.PathListSeparator))
}

// Save writes testbed.json.
func (b *Bed) Save() error {
	content, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(b.File("testbed.json.new"), content, 0o600); err != nil {
		return err
	}
	return os.Rename(b.File("testbed.json.new"), b.File("testbed.json")) // the supervisor may read it at this moment
}

// Load reads the description of the test bed in a folder.
func Load(dir string) (*Bed, error) {
	content, err := os.ReadFile(filepath.Join(dir, "testbed.json"))
	if err != nil {
		return nil, fmt.Errorf("no test bed runs in %s: %w", dir, err)
	}
	bed := &Bed{}
	if err := json.Unmarshal(content, bed); err != nil {
		return nil, fmt.Errorf("%s/testbed.json: %w", dir, err)
	}
	return bed, nil
}

// root is the folder of all test beds of this user. The path of a Unix socket has at most 107 bytes, so a temporary folder with a long
// path cannot be used.
func root() (string, error) {
	base := os.TempDir()
	if len(base) > 30 {
		base = "/tmp"
	}
	dir := filepath.Join(base, fmt.Sprintf("pvc-snapshotter-testbed-%d", os.Getuid()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("cannot create the folder of the test beds: %w", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", err
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); !info.IsDir() || !ok || int(owner.Uid) != os.Getuid() || info.Mode().Perm() != 0o700 {
		return "", fmt.Errorf("%s is not a folder that only this user can enter: remove it", dir)
	}
	return dir, nil
}

// An Owner holds a test bed's folder: while it lives, nobody else removes it.
type Owner struct {
	Bed  *Bed
	lock *os.File
}

// Create makes the folder of a new test bed and removes those whose owner is dead. removed is called with the identity of each of these.
func Create(removed func(id string)) (*Owner, error) {
	root, err := root()
	if err != nil {
		return nil, err
	}
	all, err := os.OpenFile(filepath.Join(root, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	defer all.Close()
	if err := syscall.Flock(int(all.Fd()), syscall.LOCK_EX); err != nil {
		return nil, fmt.Errorf("cannot lock %s: %w", root, err)
	}
	sweep(root, removed)
	id := make([]byte, 3)
	rand.Read(id)
	bed := &Bed{ID: hex.EncodeToString(id)}
	bed.Dir = filepath.Join(root, bed.ID)
	if err := os.Mkdir(bed.Dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(bed.File("owner"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(lock, os.Getpid())
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, err
	}
	return &Owner{bed, lock}, os.Mkdir(bed.Logs(), 0o700)
}

// Remove deletes the folder.
func (o *Owner) Remove() error {
	defer o.lock.Close()
	if err := os.RemoveAll(o.Bed.Dir); err != nil {
		return fmt.Errorf("cannot remove the test bed's folder: %w", err)
	}
	return nil
}

func sweep(root string, removed func(id string)) {
	entries, _ := os.ReadDir(root)
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		dir := filepath.Join(root, entry.Name())
		if lock, err := os.OpenFile(filepath.Join(dir, "owner"), os.O_RDWR, 0); err == nil {
			alive := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil
			lock.Close()
			if alive {
				continue
			}
		}
		removed(entry.Name())
		os.RemoveAll(dir)
	}
}
