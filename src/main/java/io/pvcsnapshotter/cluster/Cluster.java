package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.ConfigMap;
import io.pvcsnapshotter.model.CronJob;
import io.pvcsnapshotter.model.EventNote;
import io.pvcsnapshotter.model.JobFacts;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.ScheduleFields;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A Kubernetes cluster. Every method throws {@link ApiFailure} when the API server does not do as
 * asked.
 */
public interface Cluster {
    /** Lists all that a plan needs, each list complete and consistent. */
    Look look(Reach reach);

    /**
     * The snapshots of that area whose labels are these.
     *
     * @param labels of which all must be equal
     */
    List<Snapshot> snapshots(Area area, Map<String, String> labels);

    /**
     * Follows the snapshots in reach whose labels are these, until it is closed. Survives whatever
     * the connection does; where watching does not work it lists instead.
     *
     * @param from where it begins; an area without a bookmark is listed first
     * @param labels of which all must be equal
     * @param to is told of each change, on another thread
     */
    Watching watch(
            Reach reach, Bookmark from, Map<String, String> labels, Consumer<SnapshotChange> to);

    /** The snapshot of that name, if there is one. */
    Optional<Snapshot> snapshot(ObjectName name);

    /** Creates a snapshot and returns it as the API server has it. */
    Snapshot create(SnapshotRequest request);

    /** Deletes the snapshot, provided that it still is as it was read. */
    Deletion delete(Snapshot snapshot);

    /** Writes an Event; one that is there already is left as it is. */
    void publish(EventNote note);

    /** The Job of that name, if there is one. */
    Optional<JobFacts> job(ObjectName name);

    /** The ConfigMap of that name, if there is one. */
    Optional<ConfigMap> configMap(ObjectName name);

    /** The CronJob of that name, if there is one. */
    Optional<CronJob> cronJob(ObjectName name);

    /**
     * Sets the given fields of a CronJob, all or none, provided that it still is as it was read;
     * else the failure is a conflict.
     */
    void reschedule(CronJob cronJob, ScheduleFields fields);

    /** A watch that is on. */
    @FunctionalInterface
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }

    /** What became of a deletion. */
    enum Deletion {
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
