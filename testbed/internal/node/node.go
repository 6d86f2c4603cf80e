// Package node makes one machine a Kubernetes node inside private namespaces: the network, containerd, the kubelet, and the
// way in and out.
package node

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"github.com/pvc-snapshotter/testbed/internal/state"
)

// The private network: the first address of the service range is the bridge's own, so a pod that calls the service
// "kubernetes" reaches the API server without a proxy.
const (
	Name         = "testbed"
	User         = "system:node:" + Name
	Address      = "10.96.0.1"
	ServiceRange = "10.96.0.0/28"
	bridge       = "testbed0"
	podsFrom     = "10.96.0.20"
	podsTo       = "10.96.0.250"
	network      = "10.96.0.0/24"
)

// CloneFlags make the namespaces that a node lives in.
const CloneFlags = syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS

// Enter prepares the namespaces for the components: called by the supervisor, inside.
func Enter(ctx context.Context, bed *state.Bed) error {
	if err := syscall.Sethostname([]byte(Name)); err != nil {
		return fmt.Errorf("cannot name the node: %w", err)
	}
	for _, step := range []func(*state.Bed) error{coverHost, makeNetwork, makeCgroups} {
		if err := step(bed); err != nil {
			return err
		}
	}
	return relayInside(ctx, bed)
}

// Environment is what a command inside the namespaces sees.
func Environment(bed *state.Bed) []string {
	return append(os.Environ(),
		"KUBECONFIG="+bed.File("pki/admin.kubeconfig"),
		"TESTBED="+bed.Dir,
		"KUBECTL="+bed.Program("kubectl"),
		"CONTAINERD_ADDRESS="+containerdSocket(bed),
		"CONTAINERD_NAMESPACE=k8s.io",
		"PATH="+bed.Path())
}

// EnterArgs is the command line that runs a command inside the namespaces.
func EnterArgs(bed *state.Bed) []string {
	here, err := os.Getwd()
	if err != nil {
		here = "/"
	}
	return []string{"nsenter", "--target", fmt.Sprint(bed.InitPID), "--mount", "--pid", "--net", "--ipc", "--uts", "--wd=" + here, "--"}
}

func relaySocket(bed *state.Bed) string { return bed.File("api.sock") }

// RelayFromHost forwards a port of the host's loopback to relaySocket, which leads into the private network.
func RelayFromHost(ctx context.Context, bed *state.Bed, port int) error {
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return fmt.Errorf("cannot offer the API server to the host: %w", err)
	}
	relay(ctx, listener, "unix", relaySocket(bed))
	return nil
}

func relayInside(ctx context.Context, bed *state.Bed) error {
	listener, err := net.Listen("unix", relaySocket(bed))
	if err != nil {
		return fmt.Errorf("cannot offer the API server to the host: %w", err)
	}
	relay(ctx, listener, "tcp", Address+":443")
	return nil
}

// relay joins each connection that comes in to a new one, until ctx ends.
func relay(ctx context.Context, listener net.Listener, kind, address string) {
	context.AfterFunc(ctx, func() { listener.Close() })
	go func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			go join(in, kind, address)
		}
	}()
}

// writeCloser is what TCP and unix connections have in common: one direction can end before the other.
type writeCloser interface {
	net.Conn
	CloseWrite() error
}

func join(in net.Conn, kind, address string) {
	defer in.Close()
	out, err := net.Dial(kind, address)
	if err != nil {
		if tcp, ok := in.(*net.TCPConn); ok {
			tcp.SetLinger(0) // the connection is open already, so a refusal is not possible: the client sees a reset
		}
		return
	}
	defer out.Close()
	done := make(chan struct{}, 2)
	pass := func(to, from net.Conn) {
		io.Copy(to, from)
		to.(writeCloser).CloseWrite()
		done <- struct{}{}
	}
	go pass(out, in)
	go pass(in, out)
	<-done
	<-done
}

// RegistrationSocket is where the kubelet looks for our CSI driver.
func RegistrationSocket(bed *state.Bed) string {
	return filepath.Join(kubeletDir(bed), "plugins_registry", "testbed-reg.sock")
}
