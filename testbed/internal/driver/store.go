package driver

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
)

var plain = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9._-]{0,100}$`)

// identity turns the name that a CSI sidecar chose into the name of a folder: the same one unless it cannot be.
func identity(name string) string {
	if plain.MatchString(name) {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:16])
}

func data(folder string) string { return filepath.Join(folder, "data") }

func dataOf(d *Driver, volume string) string { return data(d.volume(volume)) }

func (d *Driver) loadVolume(id string) (volumeRecord, error) {
	var record volumeRecord
	err := load(filepath.Join(d.volume(identity(id)), "volume.json"), &record)
	return record, err
}

func (d *Driver) saveVolume(record volumeRecord) error {
	return save(d.volume(record.ID), "volume.json", record)
}

func (d *Driver) loadSnapshot(id string) (snapshotRecord, error) {
	var record snapshotRecord
	err := load(filepath.Join(d.snapshot(identity(id)), "snapshot.json"), &record)
	return record, err
}

func (d *Driver) saveSnapshot(record snapshotRecord) error {
	return save(d.snapshot(record.ID), "snapshot.json", record)
}

func load(file string, record any) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(content, record)
}

// save replaces the file in one step, since the driver may be killed at any time.
func save(folder, name string, record any) error {
	content, err := json.MarshalIndent(record, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	file := filepath.Join(folder, name)
	if err := os.WriteFile(file+".new", content, 0o644); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// copyTree copies folders, files and symbolic links with their modes, and with their owners when it may.
func copyTree(target, source string) error {
	return filepath.WalkDir(source, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(source, path)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return copyOne(filepath.Join(target, relative), path, info)
	})
}

func copyOne(target, source string, info fs.FileInfo) error {
	switch info.Mode().Type() {
	case fs.ModeDir:
		if err := os.MkdirAll(target, 0o700); err != nil {
			return err
		}
	case fs.ModeSymlink:
		link, err := os.Readlink(source)
		if err != nil {
			return err
		}
		return os.Symlink(link, target)
	case 0:
		if err := copyFile(target, source); err != nil {
			return err
		}
	default:
		return nil // sockets and the like have no content
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok && os.Getuid() == 0 {
		if err := os.Lchown(target, int(owner.Uid), int(owner.Gid)); err != nil {
			return err
		}
	}
	return os.Chmod(target, info.Mode())
}

func copyFile(target, source string) error {
	from, err := os.Open(source)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.Create(target)
	if err != nil {
		return err
	}
	defer to.Close()
	if _, err := io.Copy(to, from); err != nil {
		return err
	}
	return to.Close()
}
