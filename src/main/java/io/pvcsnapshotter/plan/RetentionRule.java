package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.config.Retention.Period;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.Snapshot;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which ready snapshots a retention keeps, and why; the rule of {@code restic forget}: each tier
 * keeps the newest one of the last so many periods that have one, and the oldest of all where it
 * has fewer periods than that; what any tier keeps is kept.
 *
 * <p>Nothing depends on what time it is now, so that snapshots do not fade away while no new ones
 * are made.
 */
final class RetentionRule {
    /** An hour repeated when clocks are set back is two hours, so the offset is part of it. */
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:00xxx");

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd");
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuu-MM");
    private static final DateTimeFormatter YEAR = DateTimeFormatter.ofPattern("uuuu");

    private final Retention retention;
    private final ZoneId zone;

    RetentionRule(Retention retention, ZoneId zone) {
        this.retention = retention;
        this.zone = zone;
    }

    /**
     * The reasons for each snapshot that is kept, by its uid; one that is not in the map is not
     * kept.
     *
     * @param ready newest first
     */
    Map<String, List<String>> keep(List<Snapshot> ready) {
        Map<String, List<String>> reasons = new HashMap<>();
        for (int i = 0; i < Math.min(retention.last(), ready.size()); i++) {
            add(reasons, ready.get(i), "last " + (i + 1));
        }
        List<ZonedDateTime> times = ready.stream().map(each -> each.time().atZone(zone)).toList();
        retention.calendar().forEach((period, count) -> keep(period, count, ready, times, reasons));
        retention
                .within()
                .filter(_ -> !ready.isEmpty())
                .ifPresent(time -> {
                    Instant from = ready.getFirst().time().minus(time);
                    ready.stream()
                            .filter(each -> !each.time().isBefore(from))
                            .forEach(each ->
                                    add(reasons, each, "within " + DurationWords.period(time)));
                });
        return reasons;
    }

    /**
     * @param periodOf equal for times in the same period
     * @param nameOf the period as a person reads it
     */
    private record Calendar(
            Function<ZonedDateTime, Object> periodOf, Function<ZonedDateTime, String> nameOf) {
        static Calendar of(Period period) {
            return switch (period) {
                case HOURLY -> new Calendar(RetentionRule::hour, HOUR::format);
                case DAILY -> new Calendar(ZonedDateTime::toLocalDate, DAY::format);
                case WEEKLY -> new Calendar(RetentionRule::monday, RetentionRule::week);
                case MONTHLY -> new Calendar(YearMonth::from, MONTH::format);
                case YEARLY -> new Calendar(ZonedDateTime::getYear, YEAR::format);
            };
        }
    }

    private static void keep(
            Period period,
            int count,
            List<Snapshot> ready,
            List<ZonedDateTime> times,
            Map<String, List<String>> reasons) {
        Calendar calendar = Calendar.of(period);
        Set<Object> periods = new HashSet<>();
        for (int i = 0; i < ready.size() && periods.size() < count; i++) {
            if (periods.add(calendar.periodOf().apply(times.get(i)))) {
                String name = calendar.nameOf().apply(times.get(i));
                add(reasons, ready.get(i), period.key() + " " + name);
            } else if (i == ready.size() - 1) {
                // A young history reaches back to its beginning.
                add(reasons, ready.get(i), period.key() + ", the oldest");
            }
        }
    }

    private static OffsetDateTime hour(ZonedDateTime time) {
        return time.toOffsetDateTime().truncatedTo(ChronoUnit.HOURS);
    }

    private static LocalDate monday(ZonedDateTime time) {
        return time.toLocalDate().with(ChronoField.DAY_OF_WEEK, 1);
    }

    /** ISO weeks: the first and last days of a year can belong to a week of its neighbour. */
    private static String week(ZonedDateTime time) {
        return "%04d-W%02d"
                .formatted(
                        time.get(IsoFields.WEEK_BASED_YEAR),
                        time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    private static void add(Map<String, List<String>> reasons, Snapshot snapshot, String reason) {
        reasons.computeIfAbsent(snapshot.uid(), _ -> new ArrayList<>()).add(reason);
    }
}
