package io.pvcsnapshotter.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * A VolumeSnapshot, in the API's own parts.
 *
 * @param groupMember whether it belongs to a VolumeGroupSnapshot, whose members cannot be deleted
 *     one by one
 * @param status empty until the snapshot controller has written one, which it does before anything
 *     else
 */
public record Snapshot(Metadata metadata, boolean groupMember, Spec spec, Optional<Status> status)
        implements Described {

    /**
     * What was asked for: {@code spec}.
     *
     * @param claim {@code source.persistentVolumeClaimName}; empty if it was made from content that
     *     existed before
     * @param snapshotClass {@code volumeSnapshotClassName}
     */
    public record Spec(Optional<String> claim, Optional<String> snapshotClass) {}

    /**
     * What became of it: {@code status}.
     *
     * @param takenAt {@code creationTime}: when the storage made the snapshot; the first proof that
     *     there is one
     * @param ready {@code readyToUse}; absent counts as false
     * @param error {@code error.message}; neither final nor reliable: see {@code health}
     */
    public record Status(Optional<Instant> takenAt, boolean ready, Optional<String> error) {}

    /**
     * Oldest first; the order is total, so that two snapshots of one second are judged the same way
     * every time.
     */
    public static final Comparator<Snapshot> OLDEST_FIRST =
            Comparator.comparing(Snapshot::time)
                    .thenComparing(Snapshot::created)
                    .thenComparing(Snapshot::name);

    /** The same object with another status. */
    public Snapshot with(Status other) {
        return new Snapshot(metadata, groupMember, spec, Optional.of(other));
    }

    /** When the storage made it; empty as long as it has not. */
    public Optional<Instant> takenAt() {
        return status.flatMap(Status::takenAt);
    }

    /** Whether a volume can be made from it. */
    public boolean ready() {
        return status.filter(Status::ready).isPresent();
    }

    /** What the snapshot controller or the CSI sidecar could not do lately. */
    public Optional<String> error() {
        return status.flatMap(Status::error);
    }

    /** The name of the claim that it was asked of; not proof that it is that claim's data. */
    public Optional<String> claim() {
        return spec.claim();
    }

    /** The name of its snapshot class. */
    public Optional<String> snapshotClass() {
        return spec.snapshotClass();
    }

    /**
     * The time that the data is from: when it was taken, or when the object was made where that is
     * not said. Nothing is taken before it is asked for; a storage that says so has a wrong clock,
     * and the object's time is the better one.
     */
    public Instant time() {
        return takenAt().filter(taken -> taken.isAfter(created())).orElse(created());
    }

    /**
     * Whether somebody protects it with the label or annotation {@code pvc-snapshotter.io/hold}.
     */
    public boolean held() {
        return holds(labels()) || holds(annotations());
    }

    private static boolean holds(Map<String, String> marks) {
        String hold = marks.get(Ownership.HOLD);
        return hold != null && !hold.equals("false");
    }
}
