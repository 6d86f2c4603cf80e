package node

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/pvc-snapshotter/testbed/internal/state"
	"github.com/pvc-snapshotter/testbed/internal/supervise"
)

func kubeletDir(bed *state.Bed) string { return bed.File("kubelet") }

// Kubelet is the node's agent.
func Kubelet(bed *state.Bed, kubeconfig string) (supervise.Component, error) {
	if err := os.MkdirAll(kubeletDir(bed), 0o755); err != nil {
		return supervise.Component{}, err
	}
	config := fmt.Sprintf(kubeletConfig, bed.File("pki/ca.crt"), cgroupName(bed.ID), containerdSocket(bed), bed.File("volume-plugins"), Address)
	if err := os.WriteFile(bed.File("kubelet.yaml"), []byte(config), 0o600); err != nil {
		return supervise.Component{}, err
	}
	return supervise.Component{
		Name:    "kubelet",
		Program: bed.Program("kubelet"),
		Args: []string{
			"--config", bed.File("kubelet.yaml"),
			"--kubeconfig", kubeconfig,
			"--hostname-override", Name,
			"--node-ip", Address,
			"--root-dir", kubeletDir(bed),
			"--cert-dir", bed.File("kubelet/pki"),
		},
		Ready: healthy,
	}, nil
}

func healthy(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:10248/healthz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("its health check answered %s", response.Status)
	}
	return nil
}

// Images are never collected, since none of ours could be pulled again.
const kubeletConfig = `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: true}
  x509: {clientCAFile: %q}
authorization: {mode: Webhook}
cgroupDriver: cgroupfs
cgroupRoot: /%s
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: []
evictionHard: {memory.available: 10Mi, nodefs.available: 1%%, imagefs.available: 1%%, nodefs.inodesFree: 1%%}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
containerRuntimeEndpoint: unix://%s
volumePluginDir: %q
address: %s
resolvConf: ""
syncFrequency: 10s
nodeStatusReportFrequency: 30s
shutdownGracePeriod: 0s
`
