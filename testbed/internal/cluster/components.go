package cluster

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"

	"github.com/pvc-snapshotter/testbed/internal/node"
	"github.com/pvc-snapshotter/testbed/internal/supervise"
)

func (c *Cluster) etcd() supervise.Component {
	client, peers := fmt.Sprintf("http://127.0.0.1:%d", c.ports.etcd), fmt.Sprintf("http://127.0.0.1:%d", c.ports.etcdPeers)
	return supervise.Component{
		Name:    "etcd",
		Program: c.bed.Program("etcd"),
		Args: []string{
			"--data-dir", c.bed.File("etcd"),
			"--listen-client-urls", client,
			"--advertise-client-urls", client,
			"--listen-peer-urls", peers,
			"--unsafe-no-fsync",
		},
		Ready: func(ctx context.Context) error { return answersOK(ctx, client+"/health") },
	}
}

func (c *Cluster) apiServer() supervise.Component {
	args := []string{
		"--etcd-servers", fmt.Sprintf("http://127.0.0.1:%d", c.ports.etcd),
		"--bind-address", c.ports.address,
		"--advertise-address", c.ports.address,
		"--secure-port", fmt.Sprint(c.ports.api),
		"--tls-cert-file", c.bed.File("pki/apiserver.crt"),
		"--tls-private-key-file", c.bed.File("pki/apiserver.key"),
		"--client-ca-file", c.bed.File("pki/ca.crt"),
		"--service-account-key-file", c.bed.File("pki/tokens.pub"),
		"--service-account-signing-key-file", c.bed.File("pki/tokens.key"),
		"--service-account-issuer", "https://kubernetes.default.svc",
		"--service-cluster-ip-range", node.ServiceRange,
		"--authorization-mode", "Node,RBAC",
		"--allow-privileged",
	}
	if c.bed.Node {
		args = append(args,
			"--kubelet-client-certificate", c.bed.File("pki/admin.crt"),
			"--kubelet-client-key", c.bed.File("pki/admin.key"),
			"--kubelet-preferred-address-types", "InternalIP")
	} else {
		args = append(args, "--endpoint-reconciler-type", "none") // an endpoint may not be a loopback address
	}
	return supervise.Component{Name: "kube-apiserver", Program: c.bed.Program("kube-apiserver"), Args: args, Ready: c.api.Ready}
}

func (c *Cluster) controllerManager() supervise.Component {
	return supervise.Component{
		Name:    "kube-controller-manager",
		Program: c.bed.Program("kube-controller-manager"),
		Args: append([]string{
			"--kubeconfig", c.kubeconfig("system:kube-controller-manager"),
			"--service-account-private-key-file", c.bed.File("pki/tokens.key"),
			"--root-ca-file", c.bed.File("pki/ca.crt"),
			"--use-service-account-credentials",
			"--leader-elect=false",
			"--controllers=*",
			"--secure-port=0",
			"--flex-volume-plugin-dir", c.bed.File("volume-plugins"),
		}, c.limits("--kube-api-qps", "500", "--kube-api-burst", "1000")...),
	}
}

func (c *Cluster) snapshotController() supervise.Component {
	return supervise.Component{
		Name:    "snapshot-controller",
		Program: c.bed.Program("snapshot-controller"),
		Args:    append([]string{"--kubeconfig", c.kubeconfig("admin")}, c.controllerLimits()...),
	}
}

func (c *Cluster) csiSnapshotter() supervise.Component {
	return supervise.Component{
		Name:    "csi-snapshotter",
		Program: c.bed.Program("csi-snapshotter"),
		Args: append([]string{
			"--kubeconfig", c.kubeconfig("admin"),
			"--csi-address", c.csiSocket(),
			"--retry-interval-start", "1s",
		}, c.controllerLimits()...),
		LeansOn: "csi-driver",
	}
}

func (c *Cluster) csiProvisioner() supervise.Component {
	return supervise.Component{
		Name:    "csi-provisioner",
		Program: c.bed.Program("csi-provisioner"),
		Args: append([]string{
			"--kubeconfig", c.kubeconfig("admin"),
			"--csi-address", c.csiSocket(),
			"--extra-create-metadata",
		}, c.controllerLimits()...),
		LeansOn: "csi-driver",
	}
}

func (c *Cluster) csiDriver() supervise.Component {
	program, err := os.Executable()
	if err != nil {
		program = "/proc/self/exe"
	}
	args := []string{"csi-driver", "--dir", c.bed.Dir, "--socket", c.csiSocket(), "--node", node.Name}
	if c.bed.Node {
		args = append(args, "--registration", node.RegistrationSocket(c.bed))
	}
	return supervise.Component{Name: "csi-driver", Program: program, Args: args, Ready: func(ctx context.Context) error {
		connection, err := (&net.Dialer{}).DialContext(ctx, "unix", c.csiSocket())
		if err != nil {
			return err
		}
		return connection.Close()
	}}
}

func (c *Cluster) csiSocket() string { return c.bed.File("csi.sock") }

func (c *Cluster) controllerLimits() []string {
	return c.limits("--kube-api-qps", "500", "--kube-api-burst", "1000", "--worker-threads", "50")
}

// limits are flags that raise the limits of a component, or none with --default-limits.
func (c *Cluster) limits(flags ...string) []string {
	if c.bed.DefaultLimits {
		return nil
	}
	return flags
}

func answersOK(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", url, response.Status)
	}
	return nil
}
