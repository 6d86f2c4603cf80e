package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import java.util.List;

/** News of the snapshots that are watched. */
public sealed interface SnapshotChange {
    /** A snapshot as it is now. */
    record Seen(Snapshot snapshot) implements SnapshotChange {}

    /** The snapshot of that name and uid is no more. */
    record Gone(ObjectName name, String uid) implements SnapshotChange {}

    /** All snapshots that are watched in that area; one that is not among them is no more. */
    record Listed(Area area, List<Snapshot> snapshots) implements SnapshotChange {
        public Listed {
            snapshots = List.copyOf(snapshots);
        }
    }

    /**
     * The snapshots of that area cannot be looked at, for now or, if a retry does not help, perhaps
     * at all.
     */
    record Blind(Area area, ApiFailure failure) implements SnapshotChange {}
}
