package io.pvcsnapshotter.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * A VolumeSnapshot.
 *
 * @param created {@code metadata.creationTimestamp}: when the object was made
 * @param taken {@code status.creationTime}: when the storage cut the snapshot; the first proof that
 *     there is one
 * @param ready {@code status.readyToUse}; absent counts as false
 * @param reconciled whether it has a status at all, which the snapshot controller writes before
 *     anything else
 * @param error {@code status.error.message}; neither final nor reliable: see {@code health}
 * @param claim {@code spec.source.persistentVolumeClaimName}; empty if made from existing content
 * @param snapshotClass {@code spec.volumeSnapshotClassName}
 * @param groupMember whether it belongs to a VolumeGroupSnapshot, whose members cannot be deleted
 *     one by one
 */
public record Snapshot(
        ObjectName name,
        String uid,
        String resourceVersion,
        Map<String, String> labels,
        Map<String, String> annotations,
        Instant created,
        Optional<Instant> taken,
        boolean ready,
        boolean reconciled,
        Optional<String> error,
        Optional<String> claim,
        Optional<String> snapshotClass,
        boolean groupMember,
        boolean deleting) {

    /**
     * Oldest first; the order is total, so that two snapshots of one second are judged the same way
     * every time.
     */
    public static final Comparator<Snapshot> OLDEST_FIRST =
            Comparator.comparing(Snapshot::time)
                    .thenComparing(Snapshot::created)
                    .thenComparing(Snapshot::name);

    public Snapshot {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /**
     * The time that the data is from: when it was taken, or when the object was made where that is
     * not said. Nothing is taken before it is asked for; a storage that says so has a wrong clock,
     * and the object's time is the better one.
     */
    public Instant time() {
        return taken.isPresent() && taken.get().isAfter(created) ? taken.get() : created;
    }

    /**
     * Whether somebody protects it with the label or annotation {@code pvc-snapshotter.io/hold}.
     */
    public boolean held() {
        return holds(labels) || holds(annotations);
    }

    private static boolean holds(Map<String, String> marks) {
        String hold = marks.get(Ownership.HOLD);
        return hold != null && !hold.equals("false");
    }
}
