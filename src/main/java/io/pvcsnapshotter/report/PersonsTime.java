package io.pvcsnapshotter.report;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Points in time in a person's own time zone. */
final class PersonsTime {
    private static final DateTimeFormatter THIS_YEAR =
            DateTimeFormatter.ofPattern("EEE dd MMM HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter OTHER_YEAR =
            DateTimeFormatter.ofPattern("dd MMM uuuu HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter TYPED = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");
    private static final DateTimeFormatter TYPED_WITH_OFFSET =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mmXXX");

    private static final DateTimeFormatter WITH_YEAR =
            DateTimeFormatter.ofPattern("EEE dd MMM uuuu HH:mm", Locale.ENGLISH);

    private PersonsTime() {}

    /** {@code Mon 23 Nov 2026 04:17}, for what may be read years later. */
    static String withYear(Instant time, ZoneId zone) {
        return WITH_YEAR.format(time.atZone(zone));
    }

    /**
     * {@code Mon 23 Nov 04:17}; with the year instead of the weekday where it is not that of now.
     */
    static String of(Instant time, Instant now, ZoneId zone) {
        ZonedDateTime there = time.atZone(zone);
        return (there.getYear() == now.atZone(zone).getYear() ? THIS_YEAR : OTHER_YEAR)
                .format(there);
    }

    /** The same, and only {@code 04:17} where it is of the day of now. */
    static String shortly(Instant time, Instant now, ZoneId zone) {
        ZonedDateTime there = time.atZone(zone);
        return there.toLocalDate().equals(now.atZone(zone).toLocalDate())
                ? CLOCK.format(there)
                : of(time, now, zone);
    }

    /**
     * As a person types it: {@code 2026-11-23 14:00}. In the hour that a clock change repeats, the
     * offset tells which of the two is meant.
     */
    static String typed(Instant time, ZoneId zone) {
        ZonedDateTime there = time.atZone(zone);
        boolean twice = zone.getRules().getValidOffsets(there.toLocalDateTime()).size() > 1;
        return (twice ? TYPED_WITH_OFFSET : TYPED).format(there);
    }
}
