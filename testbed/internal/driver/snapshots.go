package driver

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// A snapshotRecord is what the driver knows of a snapshot, cut or not. Its data is in the folder data beside the record.
type snapshotRecord struct {
	ID          string
	Source      string
	Size        int64
	FirstCall   time.Time
	Cut         time.Time // zero until then
	ReadyAt     time.Time
	Never       bool
	Failed      int // how often failWith has failed the creation
	FailDelete  failure
	FailedToDel int
}

func (r snapshotRecord) message(now time.Time) *csi.Snapshot {
	return &csi.Snapshot{
		SnapshotId:     r.ID,
		SourceVolumeId: r.Source,
		SizeBytes:      r.Size,
		CreationTime:   timestamppb.New(r.Cut),
		ReadyToUse:     !r.Never && !now.Before(r.ReadyAt),
	}
}

// CreateSnapshot cuts a snapshot, or fails, waits or hangs first as the parameters say.
func (d *Driver) CreateSnapshot(ctx context.Context, r *csi.CreateSnapshotRequest) (*csi.CreateSnapshotResponse, error) {
	if r.GetName() == "" || r.GetSourceVolumeId() == "" {
		return nil, status.Error(codes.InvalidArgument, "a snapshot needs a name and a source volume")
	}
	f, err := parseFaults(r.GetParameters(), true)
	if err != nil {
		return nil, err
	}
	id := identity(r.GetName())
	release, free := d.claim(id)
	if !free {
		return nil, status.Errorf(codes.Aborted, "snapshot %s is in use by another call", id)
	}
	defer release()
	record, err := d.loadSnapshot(id)
	if errors.Is(err, fs.ErrNotExist) {
		record, err = snapshotRecord{ID: id, Source: r.GetSourceVolumeId(), FirstCall: d.now()}, nil
	}
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	if record.Source != r.GetSourceVolumeId() {
		return nil, status.Errorf(codes.AlreadyExists, "snapshot %s exists, but of volume %s", id, record.Source)
	}
	if record.Cut.IsZero() {
		if err := d.cut(ctx, &record, f); err != nil {
			return nil, err
		}
	}
	return &csi.CreateSnapshotResponse{Snapshot: record.message(d.now())}, nil
}

func (d *Driver) cut(ctx context.Context, record *snapshotRecord, f faults) error {
	volume, err := d.loadVolume(record.Source)
	if err != nil {
		return status.Errorf(codes.NotFound, "volume %s does not exist", record.Source)
	}
	if err := d.saveSnapshot(*record); err != nil { // so that the first call is remembered
		return status.Error(codes.Internal, err.Error())
	}
	if err := d.hanging(ctx, f); err != nil {
		return err
	}
	if failure := f.fail.hit(&record.Failed); failure != nil {
		if err := d.saveSnapshot(*record); err != nil {
			return status.Error(codes.Internal, err.Error())
		}
		return failure
	}
	if at := record.FirstCall.Add(f.cutAfter); d.now().Before(at) {
		return status.Errorf(codes.Aborted, "snapshot %s is not cut yet", record.ID)
	}
	record.Size, record.Cut, record.Never, record.FailDelete = volume.Size, d.now(), f.never, f.failDelete
	record.ReadyAt = record.Cut.Add(f.readyAfter)
	data := data(d.snapshot(record.ID))
	if err := os.RemoveAll(data); err != nil { // half a copy of a driver that was killed
		return status.Error(codes.Internal, err.Error())
	}
	if err := copyTree(data, dataOf(d, record.Source)); err != nil {
		return status.Errorf(codes.Internal, "cannot copy volume %s: %v", record.Source, err)
	}
	if err := d.saveSnapshot(*record); err != nil {
		return status.Error(codes.Internal, err.Error())
	}
	return nil
}

// DeleteSnapshot removes a snapshot; one that is gone is no error.
func (d *Driver) DeleteSnapshot(_ context.Context, r *csi.DeleteSnapshotRequest) (*csi.DeleteSnapshotResponse, error) {
	id := r.GetSnapshotId()
	if id == "" || id != identity(id) {
		return nil, status.Errorf(codes.InvalidArgument, "%q is not the identity of a snapshot", id)
	}
	release, free := d.claim(id)
	if !free {
		return nil, status.Errorf(codes.Aborted, "snapshot %s is in use by another call", id)
	}
	defer release()
	if record, err := d.loadSnapshot(id); err == nil {
		if failure := record.FailDelete.hit(&record.FailedToDel); failure != nil {
			if err := d.saveSnapshot(record); err != nil {
				return nil, status.Error(codes.Internal, err.Error())
			}
			return nil, failure
		}
	}
	if err := os.RemoveAll(d.snapshot(id)); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &csi.DeleteSnapshotResponse{}, nil
}

// ListSnapshots lists the snapshots that are cut.
func (d *Driver) ListSnapshots(_ context.Context, r *csi.ListSnapshotsRequest) (*csi.ListSnapshotsResponse, error) {
	entries, err := os.ReadDir(d.snapshot(""))
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	var all []*csi.ListSnapshotsResponse_Entry
	for _, entry := range entries { // sorted by name
		record, err := d.loadSnapshot(entry.Name())
		if err != nil || record.Cut.IsZero() ||
			r.GetSnapshotId() != "" && r.GetSnapshotId() != record.ID ||
			r.GetSourceVolumeId() != "" && r.GetSourceVolumeId() != record.Source {
			continue
		}
		all = append(all, &csi.ListSnapshotsResponse_Entry{Snapshot: record.message(d.now())})
	}
	start := 0
	if token := r.GetStartingToken(); token != "" {
		if start, err = strconv.Atoi(token); err != nil || start < 0 || start > len(all) {
			return nil, status.Errorf(codes.Aborted, "no page begins at %q", token)
		}
	}
	page := &csi.ListSnapshotsResponse{Entries: all[start:]}
	if limit := int(r.GetMaxEntries()); limit > 0 && len(page.Entries) > limit {
		page.Entries, page.NextToken = page.Entries[:limit], strconv.Itoa(start+limit)
	}
	return page, nil
}
