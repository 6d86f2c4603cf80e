package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotRequest;

/**
 * Creates and deletes snapshots. Every method throws {@link ApiFailure} when the API server does
 * not do as asked.
 */
public interface SnapshotWriter {
    /** Creates a snapshot and returns it as the API server has it. */
    Snapshot create(SnapshotRequest request);

    /** Deletes the snapshot, provided that it still is as it was read. */
    Removal delete(Snapshot snapshot);

    /**
     * Deletes what was just created, whatever has changed in it since: the uid has to be this one.
     */
    void undo(Snapshot created);

    /** How the API server took a deletion. */
    enum Removal {
        /** The API server accepted it; the storage is freed in its own time. */
        ACCEPTED,
        /**
         * It is gone, or being deleted: somebody else was faster, or the answer to our first
         * request was lost.
         */
        GONE,
        /** The object changed since it was read, so it was not deleted. */
        CHANGED
    }
}
