package io.pvcsnapshotter.timetable;

import io.pvcsnapshotter.model.CronJobState;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What the schedule of a CronJob promises.
 *
 * @param zone in which it is read; that of the control plane, which nobody can ask for and is
 *     mostly UTC, where the CronJob names none
 * @param next slot, if there is one; it is not used while the CronJob is suspended
 * @param owed the first slot since a run was last started, or since the CronJob was made; it may be
 *     long ago
 * @param longestGap between two slots, if there are two
 * @param unreadable whether this program does not understand it; the API server may
 */
public record Timetable(
        ZoneId zone,
        Optional<Instant> next,
        Optional<Instant> owed,
        Optional<Duration> longestGap,
        boolean unreadable) {

    public static Timetable of(CronJobState cronJob, Instant now) {
        String schedule = cronJob.fields().schedule().orElse("");
        Optional<ZoneId> zone = zone(cronJob.fields().timeZone().orElse("UTC"));
        Optional<Repetition> repetition = Repetition.parse(schedule);
        Instant last = cronJob.lastScheduled().orElse(cronJob.created());
        if (repetition.isPresent()) {
            return new Timetable(
                    zone.orElse(ZoneOffset.UTC),
                    Optional.of(repetition.get().after(now, last)),
                    Optional.of(repetition.get().after(last, last)),
                    Optional.of(repetition.get().pause()),
                    false);
        }
        Optional<CronFields> fields = CronParser.parse(schedule);
        if (zone.isEmpty() || fields.isEmpty()) {
            return new Timetable(
                    zone.orElse(ZoneOffset.UTC),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true);
        }
        return new Timetable(
                zone.get(),
                fields.get().after(now, zone.get()),
                fields.get().after(last, zone.get()),
                fields.get().longestGap(now.atZone(zone.get()).toLocalDate()),
                false);
    }

    private static Optional<ZoneId> zone(String name) {
        try {
            return Optional.of(ZoneId.of(name));
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }

    /**
     * How old the newest snapshot of a claim may be where the schedule is kept: twice the time
     * between two of them, so that one that failed or is slow is no alarm.
     *
     * @param every of the claim's policy
     */
    public Optional<Duration> promisedAge(Optional<Duration> every) {
        return longestGap
                .map(gap -> every.filter(each -> each.compareTo(gap) > 0).orElse(gap))
                .map(gap -> gap.multipliedBy(2));
    }
}
