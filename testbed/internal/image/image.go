// Package image makes the container images of the test bed: they hold nothing but busybox.
package image

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// The names of the images.
const (
	Pause   = "testbed.local/pause:1"
	Toolbox = "testbed.local/toolbox:1"
)

// nobody is the user of both images, so that they run under restricted Pod Security.
const nobody = "65532:65532"

type config struct {
	Architecture string            `json:"architecture"`
	OS           string            `json:"os"`
	Config       runtimeConfig     `json:"config"`
	RootFS       map[string]any    `json:"rootfs"`
	History      []json.RawMessage `json:"history"`
}

type runtimeConfig struct {
	User string
	Env  []string
	Cmd  []string
}

type manifest struct {
	Config   string
	RepoTags []string
	Layers   []string
}

// Write writes both images in the format of docker save.
func Write(to io.Writer, busybox string) error {
	layer, err := makeLayer(busybox)
	if err != nil {
		return err
	}
	files := map[string][]byte{"layer.tar": layer}
	var manifests []manifest
	for _, each := range []struct {
		name    string
		command []string
	}{
		{Pause, []string{"/bin/sleep", "2147483647"}},
		{Toolbox, []string{"/bin/sh"}},
	} {
		content, err := json.Marshal(config{
			Architecture: runtime.GOARCH,
			OS:           "linux",
			Config:       runtimeConfig{User: nobody, Env: []string{"PATH=/bin"}, Cmd: each.command},
			RootFS:       map[string]any{"type": "layers", "diff_ids": []string{"sha256:" + sum(layer)}},
		})
		if err != nil {
			return err
		}
		name := sum(content) + ".json"
		files[name] = content
		manifests = append(manifests, manifest{Config: name, RepoTags: []string{each.name}, Layers: []string{"layer.tar"}})
	}
	if files["manifest.json"], err = json.Marshal(manifests); err != nil {
		return err
	}
	archive := tar.NewWriter(to)
	for name, content := range files {
		if err := add(archive, &tar.Header{Name: name, Mode: 0o644}, content); err != nil {
			return err
		}
	}
	return archive.Close()
}

// makeLayer holds busybox, a link for each of its commands, and /tmp.
func makeLayer(busybox string) ([]byte, error) {
	program, err := os.ReadFile(busybox)
	if err != nil {
		return nil, err
	}
	commands, err := exec.Command(busybox, "--list").Output()
	if err != nil {
		return nil, fmt.Errorf("%s --list: %w", busybox, err)
	}
	var layer bytes.Buffer
	archive := tar.NewWriter(&layer)
	headers := []*tar.Header{
		{Name: "bin/", Typeflag: tar.TypeDir, Mode: 0o755},
		{Name: "etc/", Typeflag: tar.TypeDir, Mode: 0o755},
		{Name: "tmp/", Typeflag: tar.TypeDir, Mode: 0o1777},
	}
	for _, command := range strings.Fields(string(commands)) {
		if command != "busybox" {
			headers = append(headers, &tar.Header{Name: "bin/" + command, Typeflag: tar.TypeSymlink, Linkname: "busybox", Mode: 0o777})
		}
	}
	for _, header := range headers {
		if err := archive.WriteHeader(header); err != nil {
			return nil, err
		}
	}
	if err := add(archive, &tar.Header{Name: "etc/passwd", Mode: 0o644}, []byte("root:x:0:0::/:/bin/sh\nnobody:x:65532:65532::/tmp:/bin/sh\n")); err != nil {
		return nil, err
	}
	if err := add(archive, &tar.Header{Name: "bin/busybox", Mode: 0o755}, program); err != nil {
		return nil, err
	}
	return layer.Bytes(), archive.Close()
}

func add(archive *tar.Writer, header *tar.Header, content []byte) error {
	header.Size = int64(len(content))
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	_, err := archive.Write(content)
	return err
}

func sum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
