package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Reach;
import io.pvcsnapshotter.cluster.SnapshotReader;
import io.pvcsnapshotter.model.ObjectName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Which snapshots somebody is restoring from while deletions last, which may be long: known from a
 * list of the claims that is never older than ten seconds.
 */
final class RestoreSources {
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final SnapshotReader cluster;
    private final Reach reach;
    private final Clock clock;
    private final Lock oneAtATime = new ReentrantLock();
    private Instant listed;
    private Set<ObjectName> sources = Set.of();

    /**
     * Begins with what the plan knew, which deletes nothing that was being restored from.
     *
     * @param listed when the plan's claims were listed
     */
    RestoreSources(SnapshotReader cluster, Reach reach, Clock clock, Instant listed) {
        this.cluster = cluster;
        this.reach = reach;
        this.clock = clock;
        this.listed = listed;
    }

    /**
     * @throws ApiFailure if the claims cannot be listed
     */
    boolean contains(ObjectName snapshot) {
        oneAtATime.lock();
        try {
            Instant now = clock.instant();
            if (Duration.between(listed, now).compareTo(FRESH) > 0) {
                sources =
                        cluster.claims(reach).stream()
                                .flatMap(each -> each.restoringFrom().stream())
                                .collect(Collectors.toSet());
                listed = now;
            }
            return sources.contains(snapshot);
        } finally {
            oneAtATime.unlock();
        }
    }
}
