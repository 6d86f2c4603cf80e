package driver

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// A bed is a driver on a clock of its own, with one volume that holds one file.
type bed struct {
	*testing.T
	*Driver
	clock  time.Time
	hung   time.Duration
	volume string
}

func newBed(t *testing.T) *bed {
	b := &bed{T: t, clock: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	b.Driver = b.driverOn(t.TempDir())
	b.volume = b.createVolume("pvc-1", "").GetVolumeId()
	b.write(b.volume, "file", "content")
	return b
}

func (b *bed) driverOn(dir string) *Driver {
	d := New(dir, "node")
	d.now = func() time.Time { return b.clock }
	d.wait = func(_ context.Context, duration time.Duration) error {
		b.hung += duration
		return nil
	}
	for _, folder := range []string{d.volume(""), d.snapshot("")} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			b.Fatal(err)
		}
	}
	return d
}

func (b *bed) createVolume(name, snapshot string) *csi.Volume {
	b.Helper()
	request := &csi.CreateVolumeRequest{Name: name}
	if snapshot != "" {
		request.VolumeContentSource = &csi.VolumeContentSource{Type: &csi.VolumeContentSource_Snapshot{
			Snapshot: &csi.VolumeContentSource_SnapshotSource{SnapshotId: snapshot},
		}}
	}
	response, err := b.CreateVolume(context.Background(), request)
	if err != nil {
		b.Fatal(err)
	}
	return response.GetVolume()
}

// cutSnapshot calls CreateSnapshot with parameters given as name, value, name, value.
func (b *bed) cutSnapshot(name string, parameters ...string) (*csi.Snapshot, error) {
	request := &csi.CreateSnapshotRequest{Name: name, SourceVolumeId: b.volume, Parameters: map[string]string{}}
	for i := 0; i < len(parameters); i += 2 {
		request.Parameters[parameters[i]] = parameters[i+1]
	}
	response, err := b.CreateSnapshot(context.Background(), request)
	return response.GetSnapshot(), err
}

func (b *bed) mustCut(name string, parameters ...string) *csi.Snapshot {
	b.Helper()
	snapshot, err := b.cutSnapshot(name, parameters...)
	if err != nil {
		b.Fatal(err)
	}
	return snapshot
}

func (b *bed) fails(err error, code codes.Code, message string) {
	b.Helper()
	if status.Code(err) != code || !strings.Contains(status.Convert(err).Message(), message) {
		b.Fatalf("got %v, want %v with %q", err, code, message)
	}
}

func (b *bed) write(volume, file, content string) {
	b.Helper()
	if err := os.WriteFile(filepath.Join(dataOf(b.Driver, volume), file), []byte(content), 0o640); err != nil {
		b.Fatal(err)
	}
}

func (b *bed) holds(volume, file, content string) {
	b.Helper()
	found, err := os.ReadFile(filepath.Join(dataOf(b.Driver, volume), file))
	if err != nil || string(found) != content {
		b.Fatalf("%s holds %q (%v), want %q", file, found, err, content)
	}
}

func TestRestoresWhatTheVolumeHeldWhenItWasCut(t *testing.T) {
	b := newBed(t)
	snapshot := b.mustCut("snapshot-1")
	b.write(b.volume, "file", "changed since")
	restored := b.createVolume("pvc-2", snapshot.GetSnapshotId())
	b.holds(restored.GetVolumeId(), "file", "content")
	if !snapshot.GetReadyToUse() || !snapshot.GetCreationTime().AsTime().Equal(b.clock) || snapshot.GetSizeBytes() != defaultSize {
		t.Errorf("unexpected snapshot: %v", snapshot)
	}
}

func TestASecondCallFindsTheSameSnapshot(t *testing.T) {
	b := newBed(t)
	first := b.mustCut("snapshot-1")
	b.clock = b.clock.Add(time.Hour)
	if second := b.mustCut("snapshot-1"); !second.GetCreationTime().AsTime().Equal(first.GetCreationTime().AsTime()) {
		t.Errorf("the second call cut again: %v", second)
	}
	other := b.createVolume("pvc-2", "")
	_, err := b.CreateSnapshot(context.Background(), &csi.CreateSnapshotRequest{Name: "snapshot-1", SourceVolumeId: other.GetVolumeId()})
	b.fails(err, codes.AlreadyExists, "of volume pvc-1")
}

func TestReadyAfterCountsFromTheCutAndSurvivesARestart(t *testing.T) {
	b := newBed(t)
	if b.mustCut("snapshot-1", "readyAfter", "10s").GetReadyToUse() {
		t.Error("ready at once")
	}
	b.Driver = b.driverOn(b.dir)
	b.clock = b.clock.Add(9 * time.Second)
	if b.mustCut("snapshot-1").GetReadyToUse() {
		t.Error("ready too early")
	}
	b.clock = b.clock.Add(time.Second)
	if !b.mustCut("snapshot-1").GetReadyToUse() {
		t.Error("not ready in time")
	}
}

func TestNeverReady(t *testing.T) {
	b := newBed(t)
	b.mustCut("snapshot-1", "never", "true")
	b.clock = b.clock.AddDate(1, 0, 0)
	if b.mustCut("snapshot-1", "never", "true").GetReadyToUse() {
		t.Error("ready after all")
	}
}

func TestCutAfterCountsFromTheFirstCall(t *testing.T) {
	b := newBed(t)
	_, err := b.cutSnapshot("snapshot-1", "cutAfter", "5s")
	b.fails(err, codes.Aborted, "not cut yet")
	b.write(b.volume, "file", "written before the cut")
	b.clock = b.clock.Add(5 * time.Second)
	snapshot := b.mustCut("snapshot-1", "cutAfter", "5s")
	b.holds(b.createVolume("pvc-2", snapshot.GetSnapshotId()).GetVolumeId(), "file", "written before the cut")
}

func TestFailsAsOftenAsAsked(t *testing.T) {
	b := newBed(t)
	for range 2 {
		_, err := b.cutSnapshot("snapshot-1", "failWith", "RESOURCE_EXHAUSTED: quota reached", "failTimes", "2")
		b.fails(err, codes.ResourceExhausted, "quota reached")
	}
	b.mustCut("snapshot-1", "failWith", "RESOURCE_EXHAUSTED: quota reached", "failTimes", "2")
	for range 5 {
		_, err := b.cutSnapshot("snapshot-2", "failWith", "INTERNAL: disk: on fire")
		b.fails(err, codes.Internal, "disk: on fire")
	}
}

func TestHangsUntilItIsCut(t *testing.T) {
	b := newBed(t)
	b.mustCut("snapshot-1", "hang", "20s")
	b.mustCut("snapshot-1", "hang", "20s")
	if b.hung != 20*time.Second {
		t.Errorf("hung for %v", b.hung)
	}
}

func TestDeletesTwiceAndFailsToDeleteAsAsked(t *testing.T) {
	b := newBed(t)
	id := b.mustCut("snapshot-1", "deleteFailWith", "UNAVAILABLE: later", "deleteFailTimes", "1").GetSnapshotId()
	_, err := b.DeleteSnapshot(context.Background(), &csi.DeleteSnapshotRequest{SnapshotId: id})
	b.fails(err, codes.Unavailable, "later")
	for range 2 {
		if _, err := b.DeleteSnapshot(context.Background(), &csi.DeleteSnapshotRequest{SnapshotId: id}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.DeleteVolume(context.Background(), &csi.DeleteVolumeRequest{VolumeId: b.volume}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestListsPagesOfWhatIsCut(t *testing.T) {
	b := newBed(t)
	b.mustCut("snapshot-1")
	b.mustCut("snapshot-2")
	b.cutSnapshot("snapshot-3", "cutAfter", "1h")
	page, err := b.ListSnapshots(context.Background(), &csi.ListSnapshotsRequest{MaxEntries: 1})
	if err != nil || len(page.GetEntries()) != 1 || page.GetNextToken() == "" {
		t.Fatalf("first page: %v, %v", page, err)
	}
	page, err = b.ListSnapshots(context.Background(), &csi.ListSnapshotsRequest{MaxEntries: 1, StartingToken: page.GetNextToken()})
	if err != nil || len(page.GetEntries()) != 1 || page.GetNextToken() != "" || page.GetEntries()[0].GetSnapshot().GetSnapshotId() != "snapshot-2" {
		t.Fatalf("second page: %v, %v", page, err)
	}
}

func TestRefusesParametersThatItDoesNotKnow(t *testing.T) {
	b := newBed(t)
	for _, each := range []struct{ name, value, message string }{
		{"readAfter", "10s", "is unknown"},
		{"readyAfter", "10", "missing unit"},
		{"failWith", "OUT_OF_LUCK: sorry", "gRPC error code"},
		{"failTimes", "3", "needs failWith"},
	} {
		_, err := b.cutSnapshot("snapshot-1", each.name, each.value)
		b.fails(err, codes.InvalidArgument, each.message)
	}
	_, err := b.CreateVolume(context.Background(), &csi.CreateVolumeRequest{Name: "pvc-2", Parameters: map[string]string{"readyAfter": "1s"}})
	b.fails(err, codes.InvalidArgument, "VolumeSnapshotClass only")
	b.mustCut("snapshot-1", "csi.storage.k8s.io/volumesnapshot/name", "x")
}

func TestRefusesToRestoreWhatIsNotReadyOrTooLarge(t *testing.T) {
	b := newBed(t)
	b.mustCut("snapshot-1", "never", "true")
	b.mustCut("snapshot-2")
	restore := func(snapshot string) error {
		_, err := b.CreateVolume(context.Background(), &csi.CreateVolumeRequest{
			Name:          "pvc-2",
			CapacityRange: &csi.CapacityRange{RequiredBytes: 1},
			VolumeContentSource: &csi.VolumeContentSource{Type: &csi.VolumeContentSource_Snapshot{
				Snapshot: &csi.VolumeContentSource_SnapshotSource{SnapshotId: snapshot},
			}},
		})
		return err
	}
	b.fails(restore("snapshot-1"), codes.Unavailable, "not ready")
	b.fails(restore("snapshot-2"), codes.OutOfRange, "more than the 1")
	b.fails(restore("snapshot-3"), codes.NotFound, "does not exist")
}
