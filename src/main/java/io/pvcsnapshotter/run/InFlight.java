package io.pvcsnapshotter.run;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The places in flight. A claim holds one from the request for its snapshot until that is taken, so
 * that the controllers of the cluster do not get too many at once.
 *
 * <p>Where none of them is taken for a minute, or one that was made a minute later is taken before
 * them, their storage hangs. Their places are given to others then, so that one driver that is down
 * does not keep the claims of all others from their turn.
 */
final class InFlight {
    private static final Duration HANGING = Duration.ofMinutes(1);

    private final int most;

    /** Their requests are not answered yet. */
    private final Set<ClaimInFlight> asked = new HashSet<>();

    /** Their snapshots are made and not taken, since when. */
    private final Map<ClaimInFlight, Instant> madeAt = new HashMap<>();

    private Instant moved = Instant.MAX;

    /** When the youngest of those was made that gave their place back. */
    private Instant overtakenBy = Instant.MIN;

    InFlight(int most) {
        this.most = most;
    }

    boolean isFree(Instant now) {
        if (asked.size() + madeAt.size() >= most) {
            madeAt.values().removeIf(made -> isLong(moved, now) || isLong(made, overtakenBy));
        }
        return asked.size() + madeAt.size() < most;
    }

    private static boolean isLong(Instant from, Instant until) {
        return Duration.between(from, until).compareTo(HANGING) >= 0;
    }

    void ask(ClaimInFlight claim) {
        asked.add(claim);
    }

    void made(ClaimInFlight claim, Instant now) {
        asked.remove(claim);
        if (madeAt.isEmpty()) {
            moved = now;
        }
        madeAt.put(claim, now);
    }

    void release(ClaimInFlight claim, Instant now) {
        asked.remove(claim);
        Instant made = madeAt.remove(claim);
        if (made != null) {
            moved = now;
            overtakenBy = made.isAfter(overtakenBy) ? made : overtakenBy;
        }
    }
}
