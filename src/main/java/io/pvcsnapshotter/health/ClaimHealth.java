package io.pvcsnapshotter.health;

import io.pvcsnapshotter.model.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the snapshots of one claim are worth to somebody who has lost its data.
 *
 * @param newest of those that a volume can be made from
 * @param age how old its data is
 * @param ready how many a volume can be made from
 * @param wrong a sentence for each thing that somebody has to look at
 * @param stale whether the data is older than it may be
 */
public record ClaimHealth(
        Optional<Snapshot> newest,
        Optional<Duration> age,
        int ready,
        List<String> wrong,
        boolean stale) {

    public ClaimHealth {
        wrong = List.copyOf(wrong);
    }

    /**
     * What is asked of a claim's snapshots.
     *
     * @param since when the claim was made: before that there was nothing to snapshot
     * @param patience how long a snapshot may take to become ready
     * @param longestAge of the data; empty if any will do
     * @param mistake why no run takes any, if that is so
     */
    public record Wanted(
            Instant since,
            Duration patience,
            Optional<Duration> longestAge,
            Optional<String> mistake) {}

    /**
     * @param snapshots of the claim, in any order
     * @param wanted empty if nobody wants any, and so nothing can be wrong
     */
    public static ClaimHealth of(List<Snapshot> snapshots, Optional<Wanted> wanted, Instant now) {
        List<Snapshot> usable =
                snapshots.stream().filter(each -> each.ready() && !each.deleting()).toList();
        Optional<Snapshot> newest =
                usable.stream()
                        .max(
                                Comparator.<Snapshot, Instant>comparing(each -> dataTime(each, now))
                                        .thenComparing(Snapshot.OLDEST_FIRST));
        Optional<Duration> age = newest.map(each -> Duration.between(dataTime(each, now), now));
        List<String> wrong = new ArrayList<>();
        boolean stale = wanted.filter(each -> isStale(each, age, now)).isPresent();
        wanted.flatMap(Wanted::mistake).ifPresent(wrong::add);
        wanted.flatMap(each -> stuck(snapshots, newest, each, now)).ifPresent(wrong::add);
        if (wanted.isPresent() && newest.isEmpty() && wrong.isEmpty()) {
            wrong.add("no snapshot is ready");
        }
        if (stale && newest.isPresent()) {
            wrong.add("its data is older than it may be");
        }
        return new ClaimHealth(newest, age, usable.size(), wrong, stale);
    }

    /** A storage whose clock is ahead does not make data younger than its snapshot's object. */
    private static Instant dataTime(Snapshot snapshot, Instant now) {
        return snapshot.time().isAfter(now) ? snapshot.created() : snapshot.time();
    }

    private static boolean isStale(Wanted wanted, Optional<Duration> age, Instant now) {
        Duration unsaved = age.orElseGet(() -> Duration.between(wanted.since(), now));
        return wanted.longestAge().filter(longest -> unsaved.compareTo(longest) > 0).isPresent();
    }

    /** The newest that should have become ready by now, and has not. */
    private static Optional<String> stuck(
            List<Snapshot> snapshots, Optional<Snapshot> newest, Wanted wanted, Instant now) {
        return snapshots.stream()
                .filter(each -> !each.ready() && !each.deleting())
                .filter(each -> each.created().plus(wanted.patience()).isBefore(now))
                .filter(each -> newest.filter(ready -> ready.time().isAfter(each.time())).isEmpty())
                .max(Comparator.comparing(Snapshot::created))
                .map(each ->
                        "%s is not ready: %s"
                                .formatted(
                                        each.name().name(), Diagnosis.of(each, Optional.empty())));
    }
}
