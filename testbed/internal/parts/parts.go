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

// A Set is built from the tool block of one go.mod.
type Set struct {
	Parts  []Part
	name   string // its folder in the cache
	module string // the folder of its go.mod, below the sources
	tags   string
	says   string // the message before a build; %d is how many parts are missing
	crds   bool   // the snapshot CRDs belong to it
	linked bool   // the version of k8s.io/kubernetes is linked into its programs
}

// Tools are the programs that only the tests of the alerts run. Nothing else builds them.
var Tools = Set{
	Parts: []Part{
		{Name: "kube-state-metrics", Package: "k8s.io/kube-state-metrics/v2"},
		{Name: "promtool", Package: "github.com/prometheus/prometheus/cmd/promtool"},
	},
	name:   "monitoring",
	module: "monitoring",
	tags:   "remove_all_sd", // Prometheus without the clients of all clouds
	says:   "building %d tools of Prometheus and Kubernetes from source: about 3 minutes on 2 cores the first time\n",
}

// Kustomize renders the manifests where there is no kubectl.
var Kustomize = Set{
	Parts:  []Part{{Name: "kustomize", Package: "sigs.k8s.io/kustomize/kustomize/v5"}},
	name:   "kustomize",
	module: "kustomize",
	says:   "building %d tool of Kubernetes from source: less than a minute\n",
}

// Actionlint checks the workflows of the forge.
var Actionlint = Set{
	Parts:  []Part{{Name: "actionlint", Package: "github.com/rhysd/actionlint/cmd/actionlint"}},
	name:   "workflows",
	module: "workflows",
	says:   "building %d tool that checks workflows from source: less than a minute\n",
}

// recipe is part of the cache's key. Change it when the way in which parts are built changes.
const recipe = "2: with version"

const crdModule = "github.com/kubernetes-csi/external-snapshotter/client/v8"

// A Cache says where the parts of one version of a set lie.
type Cache struct {
	set     Set
	sources string // the folder of go.mod
	root    string
	key     string
	forker  *supervise.Forker // so that the compiler ends if the build is killed
}

// Open reads from go.mod which versions of a set are wanted. The script testbed/testbed names both folders in the environment.
func Open(set Set) (*Cache, error) {
	sources, root := os.Getenv("TESTBED_SOURCES"), os.Getenv("TESTBED_CACHE")
	if sources == "" || root == "" {
		return nil, fmt.Errorf("TESTBED_SOURCES and TESTBED_CACHE are not set: start this program through the script testbed/testbed")
	}
	sources = filepath.Join(sources, set.module)
	hash := sha256.New()
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(sources, name))
		if err != nil {
			return nil, fmt.Errorf("cannot tell which versions to build: %w", err)
		}
		hash.Write(content)
	}
	fmt.Fprintln(hash, recipe, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return &Cache{set, sources, root, hex.EncodeToString(hash.Sum(nil))[:16], supervise.NewForker()}, nil
}

// Bin is the folder of the programs.
func (c *Cache) Bin() string { return filepath.Join(c.root, c.set.name, c.key, "bin") }

// CRDs is the folder of the snapshot CRDs.
func (c *Cache) CRDs() string { return filepath.Join(c.root, c.set.name, c.key, "crds") }

func (c *Cache) missing() []Part {
	var missing []Part
	for _, part := range c.set.Parts {
		if _, err := os.Stat(filepath.Join(c.Bin(), part.Name)); err != nil {
			missing = append(missing, part)
		}
	}
	return missing
}

func (c *Cache) complete() bool {
	if _, err := os.Stat(c.CRDs()); c.set.crds && err != nil {
		return false
	}
	return len(c.missing()) == 0
}
