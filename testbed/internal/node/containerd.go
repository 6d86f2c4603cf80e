package node

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/pvc-snapshotter/testbed/internal/image"
	"github.com/pvc-snapshotter/testbed/internal/state"
	"github.com/pvc-snapshotter/testbed/internal/supervise"
)

func containerdSocket(bed *state.Bed) string { return bed.File("containerd/containerd.sock") }

// Containerd is the container runtime.
func Containerd(bed *state.Bed) (supervise.Component, error) {
	program, err := exec.LookPath("containerd")
	if err != nil {
		return supervise.Component{}, err
	}
	runc, err := exec.LookPath("runc")
	if err != nil {
		return supervise.Component{}, err
	}
	for name, content := range map[string]string{
		"containerd/config.toml":      fmt.Sprintf(containerdConfig, bed.File("containerd"), cniFolder(), snapshotter(bed), runc, image.Pause),
		"containerd/cni/10-pods.conf": fmt.Sprintf(podNetwork, bridge, network, podsFrom, podsTo, bed.File("containerd/addresses")),
	} {
		if err := os.MkdirAll(filepath.Dir(bed.File(name)), 0o711); err != nil {
			return supervise.Component{}, err
		}
		if err := os.WriteFile(bed.File(name), []byte(content), 0o600); err != nil {
			return supervise.Component{}, err
		}
	}
	return supervise.Component{
		Name:    "containerd",
		Program: program,
		Args:    []string{"--config", bed.File("containerd/config.toml")},
		Ready: func(ctx context.Context) error {
			connection, err := (&net.Dialer{}).DialContext(ctx, "unix", containerdSocket(bed))
			if err != nil {
				return err
			}
			return connection.Close()
		},
	}, nil
}

const containerdConfig = `version = 2
root = "%[1]s/root"
state = "%[1]s/state"
[grpc]
  address = "%[1]s/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "%[1]s/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "%[5]s"
  disable_apparmor = true
  restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "%[2]s"
  conf_dir = "%[1]s/cni"
[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "%[3]s"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  BinaryName = "%[4]s"
  SystemdCgroup = false
`

// podNetwork gives pods no route to other networks: what they need is on the bridge, and all other connections fail at once.
const podNetwork = `{
  "cniVersion": "0.4.0", "name": "pods", "type": "bridge", "bridge": "%s", "isGateway": false, "ipMasq": false,
  "ipam": {"type": "host-local", "ranges": [[{"subnet": "%s", "rangeStart": "%s", "rangeEnd": "%s"}]], "dataDir": "%s"}
}
`

// snapshotter is overlayfs, except where the kernel cannot stack one overlay on another.
func snapshotter(bed *state.Bed) string {
	const overlayMagic = 0x794c7630
	var where syscall.Statfs_t
	if err := syscall.Statfs(bed.Dir, &where); err == nil && where.Type == overlayMagic {
		return "native"
	}
	return "overlayfs"
}

// LoadImage imports a tar of images, as docker save and Jib write it or in OCI layout, under the names inside.
func LoadImage(ctx context.Context, bed *state.Bed, tar string) (string, error) {
	if !bed.Node {
		return "", fmt.Errorf("the test bed in %s has no node, so it takes no images: start it with --node", bed.Dir)
	}
	file, err := os.Open(tar)
	if err != nil {
		return "", fmt.Errorf("cannot read the image: %w", err)
	}
	defer file.Close()
	return importImages(ctx, bed, tar, file)
}

// LoadOwnImages imports the pause image, which every pod needs, and the toolbox.
func LoadOwnImages(ctx context.Context, bed *state.Bed) error {
	busybox, err := exec.LookPath("busybox")
	if err != nil {
		return err
	}
	var tar bytes.Buffer
	if err := image.Write(&tar, busybox); err != nil {
		return fmt.Errorf("cannot make the images of the test bed: %w", err)
	}
	_, err = importImages(ctx, bed, "the images of the test bed", &tar)
	return err
}

func importImages(ctx context.Context, bed *state.Bed, name string, tar io.Reader) (string, error) {
	command := exec.CommandContext(ctx, "ctr", "--address", containerdSocket(bed), "--namespace", "k8s.io",
		"images", "import", "--snapshotter", snapshotter(bed), "-")
	command.Stdin = tar
	output, err := command.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("cannot import %s: %w: %s", name, err, bytes.TrimSpace(output))
	}
	return string(output), nil
}
