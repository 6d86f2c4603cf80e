package cluster

import (
	"context"

	"github.com/pvc-snapshotter/testbed/internal/api"
	"github.com/pvc-snapshotter/testbed/internal/driver"
	"github.com/pvc-snapshotter/testbed/internal/node"
	"github.com/pvc-snapshotter/testbed/internal/supervise"
)

// startRuntime starts containerd and loads the images, while the control plane starts. It closes c.runtime as soon as the
// kubelet can use it.
func (c *Cluster) startRuntime(ctx context.Context) error {
	if !c.bed.Node {
		return nil
	}
	containerd, err := node.Containerd(c.bed)
	if err != nil {
		return err
	}
	if err := c.launch(containerd)(ctx); err != nil {
		return err
	}
	close(c.runtime)
	if err := node.LoadOwnImages(ctx, c.bed); err != nil {
		return err
	}
	for _, tar := range c.bed.Images {
		if _, err := node.LoadImage(ctx, c.bed, tar); err != nil {
			return err
		}
	}
	return nil
}

// startNode makes the machine a node of the cluster, in node mode.
func (c *Cluster) startNode(ctx context.Context) error {
	if !c.bed.Node {
		return nil
	}
	select {
	case <-c.runtime:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	kubelet, err := node.Kubelet(c.bed, c.kubeconfig(node.User))
	if err != nil {
		return err
	}
	if err := together(ctx, c.launch(c.scheduler()), c.launch(kubelet)); err != nil {
		return err
	}
	if err := c.api.WaitFor(ctx, "/api/v1/nodes/"+node.Name, api.HasCondition("Ready")); err != nil {
		return err
	}
	return c.api.WaitFor(ctx, "/apis/storage.k8s.io/v1/csinodes/"+node.Name, hasOurDriver)
}

// hasOurDriver holds for a CSINode when the kubelet has found the driver.
func hasOurDriver(csiNode map[string]any) bool {
	spec, _ := csiNode["spec"].(map[string]any)
	drivers, _ := spec["drivers"].([]any)
	for _, each := range drivers {
		if registered, _ := each.(map[string]any); registered["name"] == driver.Name {
			return true
		}
	}
	return false
}

func (c *Cluster) scheduler() supervise.Component {
	return supervise.Component{
		Name:    "kube-scheduler",
		Program: c.bed.Program("kube-scheduler"),
		Args:    []string{"--kubeconfig", c.kubeconfig("system:kube-scheduler"), "--leader-elect=false", "--secure-port=0"},
	}
}
