package cluster

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pvc-snapshotter/testbed/internal/api"
	"github.com/pvc-snapshotter/testbed/internal/driver"
)

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

// defineSnapshots creates the snapshot CRDs and waits until the API server serves them.
func (c *Cluster) defineSnapshots(ctx context.Context) error {
	files, err := filepath.Glob(filepath.Join(c.bed.CRDs, "*.yaml"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("there are no snapshot CRDs in %s: remove the folder above it and run testbed build", c.bed.CRDs)
	}
	var all []func(context.Context) error
	for _, file := range files {
		all = append(all, func(ctx context.Context) error {
			content, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			if err := c.api.Create(ctx, definitions, content); err != nil {
				return fmt.Errorf("cannot create the snapshot CRD %s: %w", file, err)
			}
			group, plural, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".yaml"), "_")
			return c.api.WaitFor(ctx, definitions+"/"+plural+"."+group, api.HasCondition("Established"))
		})
	}
	return together(ctx, all...)
}

const csiDriverObject = `apiVersion: storage.k8s.io/v1
kind: CSIDriver
metadata: {name: ` + driver.Name + `}
spec: {attachRequired: false, podInfoOnMount: false, fsGroupPolicy: File, volumeLifecycleModes: [Persistent]}
`

const storageClass = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: testbed
  annotations: {storageclass.kubernetes.io/is-default-class: "true"}
provisioner: ` + driver.Name + `
volumeBindingMode: Immediate
reclaimPolicy: Delete
`

const volumeSnapshotClass = `apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshotClass
metadata:
  name: testbed
  annotations: {snapshot.storage.kubernetes.io/is-default-class: "true"}
driver: ` + driver.Name + `
deletionPolicy: Delete
`

func (c *Cluster) createClasses(ctx context.Context) error {
	for _, each := range []struct{ collection, object string }{
		{"/apis/storage.k8s.io/v1/csidrivers", csiDriverObject},
		{"/apis/storage.k8s.io/v1/storageclasses", storageClass},
		{"/apis/snapshot.storage.k8s.io/v1/volumesnapshotclasses", volumeSnapshotClass},
	} {
		if err := c.api.CreateSoon(ctx, each.collection, []byte(each.object)); err != nil {
			return fmt.Errorf("cannot create the storage classes: %w", err)
		}
	}
	return nil
}
