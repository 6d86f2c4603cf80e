// Package cluster knows which components make a Kubernetes, with which flags, and in which order they start.
package cluster

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/pvc-snapshotter/testbed/internal/api"
	"github.com/pvc-snapshotter/testbed/internal/certs"
	"github.com/pvc-snapshotter/testbed/internal/node"
	"github.com/pvc-snapshotter/testbed/internal/state"
	"github.com/pvc-snapshotter/testbed/internal/supervise"
)

// A Cluster is one Kubernetes being started.
type Cluster struct {
	bed        *state.Bed
	supervisor *supervise.Supervisor
	authority  *certs.Authority
	admin      certs.Pair
	ports      ports
	api        *api.Client
	runtime    chan struct{} // closed when containerd runs
}

// ports are those of the place where the components run: the host's loopback, or the private network of a node.
type ports struct {
	address              string // of the API server
	api, etcd, etcdPeers int
}

func (p ports) server() string { return fmt.Sprintf("https://%s:%d", p.address, p.api) }

// Start brings a cluster up and returns when it is ready for use.
func Start(ctx context.Context, bed *state.Bed, supervisor *supervise.Supervisor) error {
	c := &Cluster{bed: bed, supervisor: supervisor, runtime: make(chan struct{})}
	if err := c.makeCertificates(); err != nil {
		return fmt.Errorf("cannot make the certificates: %w", err)
	}
	return together(ctx, c.startControlPlane, c.startRuntime)
}

func (c *Cluster) startControlPlane(ctx context.Context) error {
	if err := c.startAPI(ctx); err != nil {
		return err
	}
	return together(ctx, c.launch(c.controllerManager()), c.startStorage, c.startNode, c.awaitServiceAccount)
}

// awaitServiceAccount waits for the default service account, which the controller manager makes and every pod needs.
func (c *Cluster) awaitServiceAccount(ctx context.Context) error {
	return c.api.WaitFor(ctx, "/api/v1/namespaces/default/serviceaccounts/default", api.Exists)
}

// startAPI starts etcd and the API server. If another process takes a port before they listen, it tries again with other ports.
func (c *Cluster) startAPI(ctx context.Context) error {
	for attempt := 1; ; attempt++ {
		if err := c.choosePorts(); err != nil {
			return err
		}
		tls, err := c.authority.TLS(c.admin)
		if err != nil {
			return err
		}
		c.api = api.NewClient(c.ports.server(), tls)
		err = together(ctx, c.launch(c.etcd()), c.launch(c.apiServer()))
		if err == nil {
			return c.writeKubeconfigs()
		}
		if attempt == 5 || !strings.Contains(err.Error(), "address already in use") {
			return err
		}
		for _, name := range []string{"kube-apiserver", "etcd"} {
			if err := c.supervisor.Stop(name, 9); err != nil {
				return err
			}
			c.supervisor.ForgetLog(name)
		}
		if err := os.RemoveAll(c.bed.File("etcd")); err != nil {
			return err
		}
	}
}

func (c *Cluster) choosePorts() error {
	if c.bed.Node {
		c.ports = ports{address: node.Address, api: 443, etcd: 2379, etcdPeers: 2380}
		return nil
	}
	free, err := FreePorts(3)
	if err != nil {
		return err
	}
	c.ports = ports{address: "127.0.0.1", api: free[0], etcd: free[1], etcdPeers: free[2]}
	return nil
}

// startStorage makes what snapshots need: definitions, classes, the driver and the controllers. The
// controllers come last: if a definition is missing, they wait for seconds before they try again.
func (c *Cluster) startStorage(ctx context.Context) error {
	if err := together(ctx, c.defineSnapshots, c.launch(c.csiDriver())); err != nil {
		return err
	}
	return together(ctx, c.createClasses, c.launch(c.snapshotController()), c.launch(c.csiSnapshotter()), c.launch(c.csiProvisioner()))
}

func (c *Cluster) makeCertificates() error {
	if err := os.MkdirAll(c.bed.File("pki"), 0o700); err != nil {
		return err
	}
	var err error
	if c.authority, err = certs.NewAuthority(); err != nil {
		return err
	}
	if err := os.WriteFile(c.bed.File("pki/ca.crt"), c.authority.PEM, 0o600); err != nil {
		return err
	}
	if c.admin, err = c.authority.Client("testbed-admin", "system:masters"); err != nil {
		return err
	}
	names := []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"}
	server, err := c.authority.Server("kube-apiserver", names, []net.IP{net.IPv4(127, 0, 0, 1), net.ParseIP(node.Address)})
	if err != nil {
		return err
	}
	if err := server.Write(c.bed.File("pki/apiserver")); err != nil {
		return err
	}
	if err := c.admin.Write(c.bed.File("pki/admin")); err != nil {
		return err
	}
	return certs.WriteTokenKeys(c.bed.File("pki/tokens"))
}

func (c *Cluster) kubeconfig(user string) string { return c.bed.File("pki", user+".kubeconfig") }

func (c *Cluster) writeKubeconfigs() error {
	if err := c.authority.WriteKubeconfig(c.kubeconfig("admin"), c.ports.server(), "testbed-admin", c.admin); err != nil {
		return err
	}
	users := map[string][]string{"system:kube-controller-manager": nil}
	if c.bed.Node {
		users["system:kube-scheduler"] = nil
		users[node.User] = []string{"system:nodes"}
	}
	for user, groups := range users {
		pair, err := c.authority.Client(user, groups...)
		if err != nil {
			return err
		}
		if err := c.authority.WriteKubeconfig(c.kubeconfig(user), c.ports.server(), user, pair); err != nil {
			return err
		}
	}
	server := c.ports.server()
	if c.bed.Node {
		server = fmt.Sprintf("https://127.0.0.1:%d", c.bed.RelayPort)
	}
	return c.authority.WriteKubeconfig(c.bed.Kubeconfig(), server, "testbed-admin", c.admin)
}

func (c *Cluster) launch(component supervise.Component) func(context.Context) error {
	return func(ctx context.Context) error { return c.supervisor.Launch(ctx, component) }
}

// together runs all at the same time. The first error ends the others and is returned.
func together(ctx context.Context, all ...func(context.Context) error) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, each := range all {
		group.Go(func() error { return each(ctx) })
	}
	return group.Wait()
}
