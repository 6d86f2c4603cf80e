package io.pvcsnapshotter.config;

import io.pvcsnapshotter.config.Retention.Period;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Reads a retain block, which stands for itself: a tier that is absent is 0. */
final class RetentionReader {
    private RetentionReader() {}

    static Retention read(Section retain) {
        Map<Period, Integer> calendar = new EnumMap<>(Period.class);
        for (Period each : Period.values()) {
            calendar.put(each, count(retain, each.key()));
        }
        Retention retention =
                new Retention(
                        count(retain, "last"),
                        calendar,
                        duration(retain, "within"),
                        duration(retain, "manual"));
        if (retain.files().size() > 1) {
            retain.problem(
                    "its keys come from %s, but retain blocks are never merged; write it in one file"
                            .formatted(String.join(" and ", retain.files())));
        }
        if (retention.keepsNothing() && !retain.hasProblems()) {
            retain.problem(
                    "it keeps no scheduled snapshot; give at least one of last, hourly, daily,"
                            + " weekly, monthly, yearly, within, or leave the block out to keep all");
        }
        return retention;
    }

    private static int count(Section retain, String key) {
        return retain.find(key).map(each -> each.wholeNumber(0)).orElse(0);
    }

    private static Optional<Duration> duration(Section retain, String key) {
        return retain.find(key).map(each -> each.positiveDuration(DurationSyntax.HOURS_TO_WEEKS));
    }
}
