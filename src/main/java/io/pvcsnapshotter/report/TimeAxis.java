package io.pvcsnapshotter.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a time is on a time line that ends now. The older, the closer together: a day of this week
 * gets more room than a day of last year, as retention keeps more of this week.
 *
 * @param longest the age at the left end
 */
record TimeAxis(Instant now, Duration longest) {
    private static final Duration SHORTEST = Duration.ofDays(2);

    /** Ages up to this lie side by side as they are; beyond it each doubling gets the same room. */
    private static final Duration EVEN = Duration.ofHours(6);

    private static final List<Tick> TICKS =
            List.of(
                    new Tick(Duration.ZERO, "now"),
                    new Tick(Duration.ofHours(6), "6 h"),
                    new Tick(Duration.ofDays(1), "1 day"),
                    new Tick(Duration.ofDays(7), "1 week"),
                    new Tick(Duration.ofDays(30), "1 month"),
                    new Tick(Duration.ofDays(365), "1 year"),
                    new Tick(Duration.ofDays(3650), "10 years"));

    TimeAxis {
        longest = longest.compareTo(SHORTEST) < 0 ? SHORTEST : longest;
    }

    /** An age that is written at the axis. */
    record Tick(Duration age, String words) {}

    /** From the oldest of them until now. */
    static TimeAxis of(Stream<Mark> marks, Instant now) {
        return new TimeAxis(
                now, marks.map(each -> age(each, now)).reduce(Duration.ZERO, TimeAxis::longer));
    }

    private static Duration age(Mark mark, Instant now) {
        return Duration.between(mark.snapshot().time(), now);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    List<Tick> ticks() {
        return TICKS.stream().filter(each -> each.age().compareTo(longest) <= 0).toList();
    }

    String place(Mark mark) {
        return place(age(mark, now));
    }

    /** In percent of the width, from the left. */
    String place(Duration age) {
        return percent(1 - share(age));
    }

    /** In percent of the width, from there to the right end. */
    String room(Duration age) {
        return percent(share(age));
    }

    private double share(Duration age) {
        return Math.clamp(even(age) / even(longest), 0, 1);
    }

    private static String percent(double share) {
        return String.valueOf(Math.round(share * 1000) / 10.0);
    }

    private static double even(Duration age) {
        double seconds = Math.max(0, age.toSeconds());
        return Math.log1p(seconds / EVEN.toSeconds());
    }
}
