// Package parts builds the programs that a test bed runs, from the tool block of go.mod, into a cache.
package parts

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/pvc-snapshotter/testbed/internal/supervise"
)

// A Part is one program of the cluster.
type Part struct {
	Name    string // the file's name in the cache
	Package string // what go install is given
	binary  string // what go install calls the file, when that is not Name
}

// All lists the parts in the order in which they are built: large shared dependencies first.
var All = []Part{
	{Name: "kube-apiserver", Package: "k8s.io/kubernetes/cmd/kube-apiserver"},
	{Name: "kube-controller-manager", Package: "k8s.io/kubernetes/cmd/kube-controller-manager"},
	{Name: "etcd", Package: "go.etcd.io/etcd/server/v3", binary: "server"},
	{Name: "kubectl", Package: "k8s.io/kubernetes/cmd/kubectl"},
	{Name: "snapshot-controller", Package: "github.com/kubernetes-csi/external-snapshotter/v8/cmd/snapshot-controller"},
	{Name: "csi-snapshotter", Package: "github.com/kubernetes-csi/external-snapshotter/v8/cmd/csi-snapshotter"},
	{Name: "csi-provisioner", Package: "github.com/kubernetes-csi/external-provisioner/v6/cmd/csi-provisioner"},
	{Name: "kube-scheduler", Package: "k8s.io/kubernetes/cmd/kube-scheduler"},
	{Name: "kubelet", Package: "k8s.io/kubernetes/cmd/kubelet"},
}

// recipe stands for how the parts are built: a change of that makes other parts.
const recipe = "2: with version"

const crdModule = "github.com/kubernetes-csi/external-snapshotter/client/v8"

// A Cache says where the parts of one version set lie.
type Cache struct {
	sources string // the folder of go.mod
	root    string
	key     string
	forker  *supervise.Forker // so that a killed build takes its compiler along
}

// Open reads which version set the sources want. The launcher names both folders in the environment.
func Open() (*Cache, error) {
	sources, root := os.Getenv("TESTBED_SOURCES"), os.Getenv("TESTBED_CACHE")
	if sources == "" || root == "" {
		return nil, fmt.Errorf("TESTBED_SOURCES and TESTBED_CACHE are not set: start this program through the script testbed/testbed")
	}
	hash := sha256.New()
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(sources, name))
		if err != nil {
			return nil, fmt.Errorf("cannot tell which versions to build: %w", err)
		}
		hash.Write(content)
	}
	fmt.Fprintln(hash, recipe, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return &Cache{sources, root, hex.EncodeToString(hash.Sum(nil))[:16], supervise.NewForker()}, nil
}

// Bin is the folder of the programs.
func (c *Cache) Bin() string { return filepath.Join(c.root, "cluster", c.key, "bin") }

// CRDs is the folder of the snapshot CRDs.
func (c *Cache) CRDs() string { return filepath.Join(c.root, "cluster", c.key, "crds") }

func (c *Cache) missing() []Part {
	var missing []Part
	for _, part := range All {
		if _, err := os.Stat(filepath.Join(c.Bin(), part.Name)); err != nil {
			missing = append(missing, part)
		}
	}
	return missing
}

func (c *Cache) complete() bool {
	_, err := os.Stat(c.CRDs())
	return err == nil && len(c.missing()) == 0
}
