package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads claims and snapshots. Every method throws {@link ApiFailure} when the API server does not
 * do as asked.
 */
public interface SnapshotReader {
    /** Lists all that a plan needs, each list complete and consistent. */
    Look look(Reach reach);

    /**
     * The snapshots of that area whose labels are these.
     *
     * @param labels of which all must be equal
     */
    List<Snapshot> snapshots(Area area, Map<String, String> labels);

    /** The claims in reach. */
    List<Claim> claims(Reach reach);

    /** The snapshot of that name, if there is one. */
    Optional<Snapshot> snapshot(ObjectName name);

    /**
     * Follows the snapshots in reach whose labels are these, until it is closed. A broken
     * connection does not end it. Where watching does not work, it lists again and again instead.
     *
     * @param from where it begins; an area without a bookmark is listed first
     * @param labels of which all must be equal
     * @param to is told of each change, on another thread
     */
    Watching watch(
            Reach reach, Bookmark from, Map<String, String> labels, Consumer<SnapshotChange> to);

    /** A watch that is on. */
    @FunctionalInterface
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }
}
