package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import java.util.List;
import java.util.Optional;

/** News of the snapshots that are watched. */
public sealed interface SnapshotChange {
    /** A snapshot as it is now. */
    record Seen(Snapshot snapshot) implements SnapshotChange {}

    /** The snapshot of that name and uid is no more. */
    record Gone(ObjectName name, String uid) implements SnapshotChange {}

    /**
     * All snapshots that are watched; one that is not among them is no more.
     *
     * @param namespace empty means that they are of all namespaces
     */
    record Listed(Optional<String> namespace, List<Snapshot> snapshots) implements SnapshotChange {
        public Listed {
            snapshots = List.copyOf(snapshots);
        }
    }

    /**
     * The snapshots cannot be looked at, for now or, if a retry does not help, perhaps at all.
     *
     * @param namespace empty means that it is so in all namespaces
     */
    record Blind(Optional<String> namespace, ApiFailure failure) implements SnapshotChange {}
}
