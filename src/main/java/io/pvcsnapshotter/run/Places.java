package io.pvcsnapshotter.run;

import io.pvcsnapshotter.model.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The places in flight, each held by a snapshot that is asked for and not yet taken, so that the
 * controllers of the cluster are not swamped.
 *
 * <p>Where none of them is taken for a minute, or one that was asked for a minute later is taken
 * before them, their storage hangs. Their places are given to others then, so that one driver that
 * is down does not keep the claims of all others from their turn.
 */
final class Places {
    private static final Duration HANGING = Duration.ofMinutes(1);

    private final int most;
    private final Map<ObjectName, Instant> heldSince = new HashMap<>();
    private Instant moved = Instant.MAX;

    /** Since when the youngest of those that gave their place back had held it. */
    private Instant overtakenBy = Instant.MIN;

    Places(int most) {
        this.most = most;
    }

    /**
     * @param asked how many requests without an answer there are: each needs a place
     */
    boolean isFree(int asked, Instant now) {
        if (asked + heldSince.size() >= most) {
            heldSince.values().removeIf(since -> isLong(moved, now) || isLong(since, overtakenBy));
        }
        return asked + heldSince.size() < most;
    }

    private static boolean isLong(Instant from, Instant until) {
        return Duration.between(from, until).compareTo(HANGING) >= 0;
    }

    void hold(ObjectName snapshot, Instant now) {
        if (heldSince.isEmpty()) {
            moved = now;
        }
        heldSince.put(snapshot, now);
    }

    void release(ObjectName snapshot, Instant now) {
        Instant since = heldSince.remove(snapshot);
        if (since != null) {
            moved = now;
            overtakenBy = since.isAfter(overtakenBy) ? since : overtakenBy;
        }
    }
}
