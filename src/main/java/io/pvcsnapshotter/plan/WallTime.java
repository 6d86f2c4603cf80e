package io.pvcsnapshotter.plan;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Times as they stand in reasons. */
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
}
