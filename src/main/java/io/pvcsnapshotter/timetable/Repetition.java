package io.pvcsnapshotter.timetable;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code @every 6h}: slots at the same distance, counted from the last one.
 *
 * @param pause at least a second, and without parts of one
 */
record Repetition(Duration pause) {
    private static final String PREFIX = "@every ";
    private static final Pattern PART =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{0,9})?|\\.\\d{1,9})(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Long> NANOS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "µs", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L);

    /** Reads a duration of the language Go. */
    static Optional<Repetition> parse(String schedule) {
        String text = schedule.strip();
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        Matcher part = PART.matcher(text).region(PREFIX.length(), text.length());
        BigDecimal nanos = BigDecimal.ZERO;
        while (part.lookingAt()) {
            nanos =
                    nanos.add(
                            new BigDecimal(part.group(1))
                                    .multiply(BigDecimal.valueOf(NANOS.get(part.group(2)))));
            part.region(part.end(), text.length());
        }
        return part.regionStart() == text.length() && nanos.signum() > 0
                ? Optional.of(new Repetition(seconds(nanos)))
                : Optional.empty();
    }

    private static Duration seconds(BigDecimal nanos) {
        return Duration.ofSeconds(Math.max(1, nanos.movePointLeft(9).longValue()));
    }

    /**
     * @param last slot, or when the CronJob was made
     */
    Instant after(Instant time, Instant last) {
        long passed = Math.max(0, Duration.between(last, time).toSeconds());
        return last.plus(pause.multipliedBy(passed / pause.toSeconds() + 1));
    }
}
