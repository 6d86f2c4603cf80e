package io.pvcsnapshotter.sample;

import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.config.Retention.Period;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Retentions by their canonical texts. */
public final class Retentions {
    /** One of every kind. */
    public static final List<String> MANY =
            List.of(
                    "last=1",
                    "last=3",
                    "last=2,daily=3",
                    "daily=7,weekly=4",
                    "hourly=6,daily=2",
                    "within=2d",
                    "last=1,within=36h,monthly=3",
                    "last=1,monthly=2,yearly=2",
                    "weekly=2,manual=10d",
                    "last=2,manual=3d");

    private Retentions() {}

    /** Of a text like {@code last=2,daily=7,within=36h}. */
    public static Retention of(String text) {
        Map<String, String> tiers =
                Arrays.stream(text.split(","))
                        .map(each -> each.split("="))
                        .collect(Collectors.toMap(each -> each[0], each -> each[1]));
        Optional<String> last = Optional.ofNullable(tiers.remove("last"));
        Optional<String> within = Optional.ofNullable(tiers.remove("within"));
        Optional<String> manual = Optional.ofNullable(tiers.remove("manual"));
        Map<Period, Integer> calendar = new EnumMap<>(Period.class);
        tiers.forEach((key, count) ->
                calendar.put(Period.valueOf(key.toUpperCase(Locale.ROOT)), Integer.valueOf(count)));
        return new Retention(
                last.map(Integer::valueOf).orElse(0),
                calendar,
                within.map(Retentions::period),
                manual.map(Retentions::period));
    }

    /** Of a text like {@code 90m}, {@code 36h}, {@code 2d} or {@code 4w}. */
    public static Duration period(String text) {
        int number = Integer.parseInt(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            case 'd' -> Duration.ofDays(number);
            case 'w' -> Duration.ofDays(7L * number);
            default -> throw new IllegalArgumentException(text);
        };
    }
}
