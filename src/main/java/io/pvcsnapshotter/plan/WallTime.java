package io.pvcsnapshotter.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Times and periods as they stand in reasons. */
final class WallTime {
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private WallTime() {}

    static String of(Instant time, ZoneId zone) {
        return of(LocalDateTime.ofInstant(time, zone));
    }

    static String of(LocalDateTime time) {
        return MINUTES.format(time);
    }

    /** In the configuration's own units: {@code 2d}, {@code 36h}. */
    static String of(Duration period) {
        long hours = period.toHours();
        return hours % 24 == 0 ? hours / 24 + "d" : hours + "h";
    }
}
