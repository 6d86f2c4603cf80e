// Package node makes one machine a Kubernetes node inside private namespaces: the network, containerd, the kubelet, and the
// way in and out.
package node

import "github.com/pvc-snapshotter/testbed/internal/state"

// The private network: the first address of the service range is the bridge's own, so a pod that calls the service
// "kubernetes" reaches the API server without a proxy.
const (
	Name         = "testbed"
	User         = "system:node:" + Name
	Address      = "10.96.0.1"
	ServiceRange = "10.96.0.0/28"
)

// RegistrationSocket is where the kubelet looks for our CSI driver.
func RegistrationSocket(bed *state.Bed) string {
	return bed.File("kubelet/plugins_registry/testbed-reg.sock")
}
