package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.config.Retention.Period;
import io.pvcsnapshotter.model.Snapshot;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is kept, word for word as it is defined: a tier of N keeps a snapshot if no newer one is in
 * its period, and if fewer than N periods that have a snapshot come after it; and the oldest of all
 * if there are fewer than N periods. Slow, and written without a look at the production code.
 */
public final class TiersByDefinition {
    private TiersByDefinition() {}

    /** Which of these ready scheduled snapshots are kept, by uid. */
    public static Set<String> kept(
            Retention retention, ZoneId zone, int atLeast, Collection<Snapshot> snapshots) {
        Set<String> kept = new HashSet<>();
        for (Snapshot each : snapshots) {
            if (newerThan(each, snapshots).size() < retention.last()
                    || retention.calendar().entrySet().stream()
                            .anyMatch(tier ->
                                    keptBy(
                                            tier.getValue(),
                                            time -> period(tier.getKey(), time, zone),
                                            each,
                                            snapshots))
                    || isWithin(retention.within(), each, snapshots)) {
                kept.add(each.uid());
            }
        }
        Set<String> floor =
                snapshots.stream()
                        .filter(each -> !kept.contains(each.uid()))
                        .sorted(Snapshot.OLDEST_FIRST.reversed())
                        .limit(Math.max(0, atLeast - kept.size()))
                        .map(Snapshot::uid)
                        .collect(Collectors.toSet());
        kept.addAll(floor);
        return kept;
    }

    private static Object period(Period period, Instant time, ZoneId zone) {
        return switch (period) {
            case HOURLY -> hour(time, zone);
            case DAILY -> date(time, zone);
            case WEEKLY -> monday(time, zone);
            case MONTHLY -> YearMonth.from(date(time, zone));
            case YEARLY -> date(time, zone).getYear();
        };
    }

    private static List<Snapshot> newerThan(Snapshot one, Collection<Snapshot> snapshots) {
        return snapshots.stream()
                .filter(each -> Snapshot.OLDEST_FIRST.compare(each, one) > 0)
                .toList();
    }

    private static boolean keptBy(
            int count,
            Function<Instant, Object> periodOf,
            Snapshot one,
            Collection<Snapshot> snapshots) {
        Object period = periodOf.apply(one.time());
        Set<Object> later =
                newerThan(one, snapshots).stream()
                        .map(each -> periodOf.apply(each.time()))
                        .collect(Collectors.toSet());
        boolean isOldest =
                snapshots.stream().noneMatch(each -> Snapshot.OLDEST_FIRST.compare(each, one) < 0);
        return (!later.contains(period) || isOldest) && later.size() < count;
    }

    private static boolean isWithin(
            Optional<Duration> period, Snapshot one, Collection<Snapshot> snapshots) {
        Instant newest =
                snapshots.stream().map(Snapshot::time).max(Instant::compareTo).orElseThrow();
        return period.isPresent()
                && Duration.between(one.time(), newest).compareTo(period.get()) <= 0;
    }

    private static LocalDate date(Instant time, ZoneId zone) {
        return LocalDate.ofInstant(time, zone);
    }

    private static LocalDate monday(Instant time, ZoneId zone) {
        return date(time, zone).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    private static List<Object> hour(Instant time, ZoneId zone) {
        ZonedDateTime there = time.atZone(zone);
        return List.of(there.toLocalDate(), there.getHour(), there.getOffset());
    }
}
