package driver

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const defaultSize = 1 << 30

// A volumeRecord is what the driver remembers of a volume.
type volumeRecord struct {
	ID      string
	Size    int64
	From    string // the snapshot that it was restored from
	Created time.Time
	Failed  int
}

// CreateVolume makes an empty volume or restores a snapshot.
func (d *Driver) CreateVolume(ctx context.Context, r *csi.CreateVolumeRequest) (*csi.CreateVolumeResponse, error) {
	if r.GetName() == "" {
		return nil, status.Error(codes.InvalidArgument, "a volume needs a name")
	}
	for _, capability := range r.GetVolumeCapabilities() {
		if capability.GetBlock() != nil {
			return nil, status.Error(codes.InvalidArgument, "block volumes are not supported: a volume is a directory")
		}
	}
	f, err := parseFaults(r.GetParameters(), false)
	if err != nil {
		return nil, err
	}
	id := identity(r.GetName())
	release, free := d.claim(id)
	if !free {
		return nil, status.Errorf(codes.Aborted, "volume %s is in use by another call", id)
	}
	defer release()
	record, err := d.loadVolume(id)
	if errors.Is(err, fs.ErrNotExist) {
		record, err = volumeRecord{ID: id, From: r.GetVolumeContentSource().GetSnapshot().GetSnapshotId()}, nil
	}
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	if record.Created.IsZero() {
		err = d.fill(ctx, &record, f, r)
	} else if record.From != r.GetVolumeContentSource().GetSnapshot().GetSnapshotId() {
		err = status.Errorf(codes.AlreadyExists, "volume %s exists with another source", id)
	}
	if err != nil {
		return nil, err
	}
	return &csi.CreateVolumeResponse{Volume: &csi.Volume{
		VolumeId: record.ID, CapacityBytes: record.Size, ContentSource: r.GetVolumeContentSource(),
	}}, nil
}

func (d *Driver) fill(ctx context.Context, record *volumeRecord, f faults, r *csi.CreateVolumeRequest) error {
	if err := d.hanging(ctx, f); err != nil {
		return err
	}
	if failure := f.fail.hit(&record.Failed); failure != nil {
		if err := d.saveVolume(*record); err != nil {
			return status.Error(codes.Internal, err.Error())
		}
		return failure
	}
	if r.GetVolumeContentSource() != nil && record.From == "" {
		return status.Error(codes.InvalidArgument, "a volume can be made from a snapshot only")
	}
	record.Size = r.GetCapacityRange().GetRequiredBytes()
	if record.Size == 0 {
		record.Size = defaultSize
	}
	target := data(d.volume(record.ID))
	if err := os.RemoveAll(target); err != nil { // half a copy of a driver that was killed
		return status.Error(codes.Internal, err.Error())
	}
	if record.From == "" {
		if err := os.MkdirAll(target, 0o777); err != nil {
			return status.Error(codes.Internal, err.Error())
		}
	} else if err := d.restore(target, record); err != nil {
		return err
	}
	record.Created = d.now()
	if err := errors.Join(os.Chmod(target, 0o777), d.saveVolume(*record)); err != nil { // any user of a pod may write
		return status.Error(codes.Internal, err.Error())
	}
	return nil
}

func (d *Driver) restore(target string, record *volumeRecord) error {
	snapshot, err := d.loadSnapshot(record.From)
	if err != nil || snapshot.Cut.IsZero() {
		return status.Errorf(codes.NotFound, "snapshot %s does not exist", record.From)
	}
	if !snapshot.message(d.now()).ReadyToUse {
		return status.Errorf(codes.Unavailable, "snapshot %s is not ready", record.From)
	}
	if record.Size < snapshot.Size {
		return status.Errorf(codes.OutOfRange, "snapshot %s holds %d bytes, more than the %d of the volume", record.From, snapshot.Size, record.Size)
	}
	if err := copyTree(target, data(d.snapshot(record.From))); err != nil {
		return status.Errorf(codes.Internal, "cannot copy snapshot %s: %v", record.From, err)
	}
	return nil
}

// DeleteVolume removes a volume; one that is gone is no error.
func (d *Driver) DeleteVolume(_ context.Context, r *csi.DeleteVolumeRequest) (*csi.DeleteVolumeResponse, error) {
	id := r.GetVolumeId()
	if id == "" || id != identity(id) {
		return nil, status.Errorf(codes.InvalidArgument, "%q is not the identity of a volume", id)
	}
	release, free := d.claim(id)
	if !free {
		return nil, status.Errorf(codes.Aborted, "volume %s is in use by another call", id)
	}
	defer release()
	if err := os.RemoveAll(d.volume(id)); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &csi.DeleteVolumeResponse{}, nil
}

// ValidateVolumeCapabilities confirms every way to mount a volume.
func (d *Driver) ValidateVolumeCapabilities(_ context.Context, r *csi.ValidateVolumeCapabilitiesRequest) (*csi.ValidateVolumeCapabilitiesResponse, error) {
	if _, err := d.loadVolume(r.GetVolumeId()); err != nil {
		return nil, status.Errorf(codes.NotFound, "volume %s does not exist", r.GetVolumeId())
	}
	return &csi.ValidateVolumeCapabilitiesResponse{
		Confirmed: &csi.ValidateVolumeCapabilitiesResponse_Confirmed{VolumeCapabilities: r.GetVolumeCapabilities()},
	}, nil
}
