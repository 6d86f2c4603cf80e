package io.pvcsnapshotter.config;

import java.time.Duration;
import java.util.Optional;

/** Reads a retain block, which stands for itself: a tier that is absent is 0. */
final class RetentionReader {
    private RetentionReader() {}

    static Retention read(Section retain) {
        Retention retention =
                new Retention(
                        tier(retain, "last"),
                        tier(retain, "hourly"),
                        tier(retain, "daily"),
                        tier(retain, "weekly"),
                        tier(retain, "monthly"),
                        tier(retain, "yearly"),
                        period(retain, "within"),
                        period(retain, "manual"));
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

    private static int tier(Section retain, String key) {
        return retain.find(key).map(each -> each.wholeNumber(0)).orElse(0);
    }

    private static Optional<Duration> period(Section retain, String key) {
        return retain.find(key).map(each -> each.positiveDuration(DurationSyntax.HOURS_TO_WEEKS));
    }
}
