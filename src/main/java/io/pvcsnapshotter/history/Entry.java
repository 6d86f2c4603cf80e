package io.pvcsnapshotter.history;

import io.pvcsnapshotter.model.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One snapshot of the name.
 *
 * @param time that its data is from
 * @param size in bytes of the smallest volume that can be made from it, if that is known
 * @param claimUid of the claim that its marks name, where they are as a run writes them
 * @param kept why no run deletes it, if that is so
 * @param remarks a sentence without a full stop for each thing that somebody should know of it
 */
public record Entry(
        Snapshot snapshot,
        Instant time,
        Optional<Long> size,
        Whose whose,
        Maker maker,
        Optional<String> claimUid,
        Optional<String> kept,
        List<String> remarks) {
    public Entry {
        remarks = List.copyOf(remarks);
    }

    /** Whether a volume can be made from it. */
    public boolean usable() {
        return snapshot.ready() && !snapshot.deleting();
    }
}
