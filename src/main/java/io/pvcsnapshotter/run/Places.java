package io.pvcsnapshotter.run;

import io.pvcsnapshotter.model.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * The places in flight, each held by a snapshot that is asked for and not yet taken, so that the
 * controllers of the cluster are not swamped.
 *
 * <p>Where none of them is taken for a minute, their storage hangs. Their places are given to
 * others then, so that one driver that is down does not keep the claims of all others from their
 * turn.
 */
final class Places {
    private static final Duration HANGING = Duration.ofMinutes(1);

    private final int most;
    private final Set<ObjectName> held = new HashSet<>();
    private Instant moved = Instant.MAX;

    Places(int most) {
        this.most = most;
    }

    /**
     * @param asked how many requests without an answer there are: each needs a place
     */
    boolean isFree(int asked, Instant now) {
        if (asked + held.size() >= most && Duration.between(moved, now).compareTo(HANGING) >= 0) {
            held.clear();
        }
        return asked + held.size() < most;
    }

    void hold(ObjectName snapshot, Instant now) {
        if (held.isEmpty()) {
            moved = now;
        }
        held.add(snapshot);
    }

    void release(ObjectName snapshot, Instant now) {
        if (held.remove(snapshot)) {
            moved = now;
        }
    }
}
