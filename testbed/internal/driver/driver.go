// Package driver is a CSI driver for tests: a volume is a directory, a snapshot a copy of it, and the parameters of a
// VolumeSnapshotClass or StorageClass say which faults a call meets.
package driver

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// Name is the driver's name in Kubernetes.
const Name = "csi.testbed.pvc-snapshotter.io"

// A Driver serves the CSI services for one folder.
type Driver struct {
	csi.UnimplementedIdentityServer
	csi.UnimplementedControllerServer
	csi.UnimplementedNodeServer
	dir  string
	node string
	now  func() time.Time
	wait func(context.Context, time.Duration) error

	mutex sync.Mutex
	busy  map[string]bool // names that a call is at work on
}

// New makes a driver which keeps everything below dir/volumes and dir/snapshots.
func New(dir, node string) *Driver {
	return &Driver{dir: dir, node: node, now: time.Now, wait: wait, busy: map[string]bool{}}
}

func wait(ctx context.Context, duration time.Duration) error {
	select {
	case <-time.After(duration):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Serve listens on a unix socket until ctx ends. With a registration socket it also registers itself at the kubelet.
func (d *Driver) Serve(ctx context.Context, socket, registration string) error {
	for _, folder := range []string{d.volume(""), d.snapshot("")} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	server := grpc.NewServer()
	csi.RegisterIdentityServer(server, d)
	csi.RegisterControllerServer(server, d)
	csi.RegisterNodeServer(server, d)
	failed := make(chan error, 2)
	if err := listen(server, socket, failed); err != nil {
		return err
	}
	if registration != "" {
		if err := listen(registrationServer(socket), registration, failed); err != nil {
			return err
		}
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

func listen(server *grpc.Server, socket string, failed chan<- error) error {
	if err := os.MkdirAll(filepath.Dir(socket), 0o755); err != nil {
		return err
	}
	os.Remove(socket) // of a driver that was killed
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return fmt.Errorf("the CSI driver cannot listen: %w", err)
	}
	go func() { failed <- server.Serve(listener) }()
	return nil
}

func (d *Driver) volume(id string) string   { return filepath.Join(d.dir, "volumes", id) }
func (d *Driver) snapshot(id string) string { return filepath.Join(d.dir, "snapshots", id) }

// claim marks a name as in use by a call. It returns false if another call uses it.
func (d *Driver) claim(name string) (release func(), free bool) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.busy[name] {
		return nil, false
	}
	d.busy[name] = true
	return func() {
		d.mutex.Lock()
		defer d.mutex.Unlock()
		delete(d.busy, name)
	}, true
}

// GetPluginInfo tells the driver's name.
func (d *Driver) GetPluginInfo(context.Context, *csi.GetPluginInfoRequest) (*csi.GetPluginInfoResponse, error) {
	return &csi.GetPluginInfoResponse{Name: Name, VendorVersion: "1"}, nil
}

// GetPluginCapabilities says that there is a controller service.
func (d *Driver) GetPluginCapabilities(context.Context, *csi.GetPluginCapabilitiesRequest) (*csi.GetPluginCapabilitiesResponse, error) {
	return &csi.GetPluginCapabilitiesResponse{Capabilities: []*csi.PluginCapability{{
		Type: &csi.PluginCapability_Service_{Service: &csi.PluginCapability_Service{Type: csi.PluginCapability_Service_CONTROLLER_SERVICE}},
	}}}, nil
}

// Probe answers that the driver is ready.
func (d *Driver) Probe(context.Context, *csi.ProbeRequest) (*csi.ProbeResponse, error) {
	return &csi.ProbeResponse{Ready: wrapperspb.Bool(true)}, nil
}

// ControllerGetCapabilities lists what the controller service can do.
func (d *Driver) ControllerGetCapabilities(context.Context, *csi.ControllerGetCapabilitiesRequest) (*csi.ControllerGetCapabilitiesResponse, error) {
	response := &csi.ControllerGetCapabilitiesResponse{}
	for _, capability := range []csi.ControllerServiceCapability_RPC_Type{
		csi.ControllerServiceCapability_RPC_CREATE_DELETE_VOLUME,
		csi.ControllerServiceCapability_RPC_CREATE_DELETE_SNAPSHOT,
		csi.ControllerServiceCapability_RPC_LIST_SNAPSHOTS,
	} {
		response.Capabilities = append(response.Capabilities, &csi.ControllerServiceCapability{
			Type: &csi.ControllerServiceCapability_Rpc{Rpc: &csi.ControllerServiceCapability_RPC{Type: capability}},
		})
	}
	return response, nil
}
