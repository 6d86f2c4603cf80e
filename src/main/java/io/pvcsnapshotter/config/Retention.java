package io.pvcsnapshotter.config;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Which snapshots of a claim are kept. What any of these keeps is kept.
 *
 * @param last this many newest ones
 * @param calendar for a period, the newest ready snapshot of each of the last so many that have
 *     one; none of the numbers is 0
 * @param within all that are at most this much older than the claim's newest ready one
 * @param manual how long snapshots of manual runs are kept; absent means for ever
 */
public record Retention(
        int last,
        Map<Period, Integer> calendar,
        Optional<Duration> within,
        Optional<Duration> manual) {

    /** The canonical form of "no retention": nothing is ever expired. */
    public static final String KEEP_ALL = "all";

    /** A period of the calendar, the shortest first: in this order they are recorded. */
    public enum Period {
        HOURLY,
        DAILY,
        WEEKLY,
        MONTHLY,
        YEARLY;

        /** As it is written in the configuration and recorded on snapshots. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Retention {
        Map<Period, Integer> counted = new EnumMap<>(Period.class);
        calendar.forEach((period, count) -> {
            if (count > 0) {
                counted.put(period, count);
            }
        });
        calendar = Collections.unmodifiableMap(counted);
    }

    /** Whether no scheduled snapshot would be kept by it. */
    public boolean keepsNothing() {
        return last == 0 && calendar.isEmpty() && within.isEmpty();
    }

    /**
     * The same text for the same meaning, however it was written in the configuration. It is
     * recorded on every snapshot and compared years later: never change how it is made.
     */
    public String canonical() {
        StringJoiner text = new StringJoiner(",");
        if (last > 0) {
            text.add("last=" + last);
        }
        calendar.forEach((period, count) -> text.add(period.key() + "=" + count));
        within.ifPresent(time -> text.add("within=" + time.toHours() + "h"));
        manual.ifPresent(time -> text.add("manual=" + time.toHours() + "h"));
        return text.toString();
    }
}
