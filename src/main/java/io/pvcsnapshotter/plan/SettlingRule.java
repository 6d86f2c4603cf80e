package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Histories.Owned;
import io.pvcsnapshotter.plan.Judgement.Fate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Whether a claim's retention has been in force for long enough to delete by it.
 *
 * <p>Each snapshot records the retention that it was taken under. Only when one that was taken at
 * least the settling time ago, and every one since, records today's, was an edit meant; until then
 * a typing error has cost nothing. That one may have expired: each snapshot hands on to the next
 * since when its retention has been in force.
 *
 * @param retention today's, in canonical form
 * @param zone today's
 */
record SettlingRule(String retention, ZoneId zone, Duration settle) {

    static SettlingRule of(Optional<Retention> retention, Settings settings) {
        return new SettlingRule(
                recorded(retention), settings.timeZone(), settings.limits().settle());
    }

    /** What a snapshot records of the retention that it is taken under. */
    static String recorded(Optional<Retention> retention) {
        return retention.map(Retention::canonical).orElse(Retention.KEEP_ALL);
    }

    /**
     * Since when every snapshot of the claim records today's retention; empty if the newest does
     * not.
     *
     * @param history newest first
     */
    Optional<Instant> inForceSince(List<Owned> history) {
        Instant oldest = Instant.MAX;
        Instant handedOn = Instant.MAX;
        for (Owned each : history) {
            Snapshot snapshot = each.snapshot();
            if (snapshot.takenAt().isEmpty()) {
                continue;
            }
            if (!recordsToday(each.origin())) {
                // What is said to have been in force before this one was not when it was taken.
                handedOn = handedOn.isAfter(snapshot.time()) ? handedOn : Instant.MAX;
                break;
            }
            oldest = earlier(oldest, snapshot.time());
            handedOn = earlier(handedOn, Ownership.retentionSince(snapshot).orElse(Instant.MAX));
        }
        return Optional.of(earlier(oldest, handedOn)).filter(since -> since.isBefore(Instant.MAX));
    }

    /**
     * From when on snapshots may expire; empty if no snapshot was taken under today's retention
     * yet.
     */
    Optional<Instant> settlesAt(List<Owned> history) {
        return inForceSince(history).map(since -> since.plus(settle));
    }

    /**
     * What would expire stays until the retention has settled.
     *
     * @param history as it will be when the run's snapshot is ready, newest first
     */
    Verdicts.Rule rule(List<Owned> history, Instant now) {
        return verdicts -> {
            long expiring = verdicts.count(Fate.EXPIRED);
            Optional<Instant> from = settlesAt(history);
            if (expiring == 0 || from.filter(time -> !time.isAfter(now)).isPresent()) {
                return verdicts;
            }
            String when =
                    from.map(time -> "settling until " + WallTime.of(time, zone))
                            .orElseGet(this::untilOneIsTaken);
            return verdicts.keepExpiring(when)
                    .postponing(
                            "retention changed: %s later, %s"
                                    .formatted(PaceRule.expire(expiring), when));
        };
    }

    private String untilOneIsTaken() {
        return settle.isZero()
                ? "settling until there is a snapshot taken under today's retention"
                : "settling until a snapshot taken under today's retention is %s old"
                        .formatted(DurationWords.period(settle));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private boolean recordsToday(Ownership.Origin origin) {
        return origin.retention().equals(retention) && origin.timeZone().equals(zone.getId());
    }
}
