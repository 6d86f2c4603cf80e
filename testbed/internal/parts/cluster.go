package parts

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Newest is the version of Kubernetes that a test bed runs if nothing else is asked for: the one in the go.mod of the sources.
const Newest = "1.36"

// Versions are those that a test bed can run, the oldest first. Each but the newest has a go.mod of its own, in kubernetes/VERSION.
var Versions = []string{"1.31", Newest}

const saysKubernetes = "building %d parts of Kubernetes from source: about 8 minutes on 2 cores the first time, seconds when Go's build cache has them\n"

// kubernetes and storage list the parts in the order in which they are built: large shared dependencies first.
var (
	kubernetes = []Part{
		{Name: "kube-apiserver", Package: "k8s.io/kubernetes/cmd/kube-apiserver"},
		{Name: "kube-controller-manager", Package: "k8s.io/kubernetes/cmd/kube-controller-manager"},
		{Name: "kubectl", Package: "k8s.io/kubernetes/cmd/kubectl"},
		{Name: "kube-scheduler", Package: "k8s.io/kubernetes/cmd/kube-scheduler"},
		{Name: "kubelet", Package: "k8s.io/kubernetes/cmd/kubelet"},
	}
	storage = []Part{
		{Name: "etcd", Package: "go.etcd.io/etcd/server/v3", binary: "server"},
		{Name: "snapshot-controller", Package: "github.com/kubernetes-csi/external-snapshotter/v8/cmd/snapshot-controller"},
		{Name: "csi-snapshotter", Package: "github.com/kubernetes-csi/external-snapshotter/v8/cmd/csi-snapshotter"},
		{Name: "csi-provisioner", Package: "github.com/kubernetes-csi/external-provisioner/v6/cmd/csi-provisioner"},
	}
)

// A Cluster is where all programs of a test bed lie. What stands first is found first.
type Cluster []*Cache

// OpenCluster finds the programs of a test bed with one of Versions. Whatever that version is, etcd and the programs of the
// storage are the same.
func OpenCluster(version string) (Cluster, error) {
	if err := known(version); err != nil {
		return nil, err
	}
	rest := programs(Newest, storage)
	rest.crds = true
	if version == Newest {
		rest.Parts = slices.Concat(kubernetes, storage)
		return openAll(rest)
	}
	return openAll(programs(version, kubernetes), rest)
}

// Kubectl is the client alone, of one of Versions.
func Kubectl(version string) (Set, error) {
	only := slices.DeleteFunc(slices.Clone(kubernetes), func(part Part) bool { return part.Name != "kubectl" })
	return programs(version, only), known(version)
}

// programs are built from the go.mod of a version.
func programs(version string, parts []Part) Set {
	if version == Newest {
		return Set{Parts: parts, name: "cluster", says: saysKubernetes, linked: true}
	}
	return Set{Parts: parts, name: "kubernetes-" + version, module: "kubernetes/" + version, says: saysKubernetes, linked: true}
}

func known(version string) error {
	if slices.Contains(Versions, version) {
		return nil
	}
	return fmt.Errorf("a test bed does not have Kubernetes %q, only %s", version, strings.Join(Versions, " and "))
}

func openAll(sets ...Set) (Cluster, error) {
	var cluster Cluster
	for _, set := range sets {
		cache, err := Open(set)
		if err != nil {
			return nil, err
		}
		cluster = append(cluster, cache)
	}
	return cluster, nil
}

// Bins are the folders of the programs.
func (c Cluster) Bins() []string {
	var folders []string
	for _, cache := range c {
		folders = append(folders, cache.Bin())
	}
	return folders
}

// CRDs is the folder of the snapshot CRDs.
func (c Cluster) CRDs() string { return c[len(c)-1].CRDs() }

// Parts counts the programs.
func (c Cluster) Parts() int {
	count := 0
	for _, cache := range c {
		count += len(cache.set.Parts)
	}
	return count
}

// Complete says whether Build has nothing to do.
func (c Cluster) Complete() bool {
	return !slices.ContainsFunc(c, func(cache *Cache) bool { return !cache.complete() })
}

// Build builds what is missing and writes messages to progress.
func (c Cluster) Build(ctx context.Context, progress io.Writer) error {
	for _, cache := range c {
		if err := cache.Build(ctx, progress); err != nil {
			return err
		}
	}
	return nil
}

// Download fetches the modules that Build needs and builds nothing.
func (c Cluster) Download(ctx context.Context) error {
	for _, cache := range c {
		if err := cache.download(ctx); err != nil {
			return err
		}
	}
	return nil
}
