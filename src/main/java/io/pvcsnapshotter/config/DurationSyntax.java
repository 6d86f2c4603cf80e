package io.pvcsnapshotter.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a duration is written: a whole number and one unit. There is no default unit, and none whose
 * length depends on the calendar.
 */
public enum DurationSyntax {
    /** Ages and frequencies. {@code m} is left out, since many would mean months by it. */
    HOURS_TO_WEEKS("h, d or w", "24h, 7d or 4w", "hdw"),

    /** How long a run waits. */
    SECONDS_TO_DAYS("s, m, h or d", "90m or 2h", "smhd");

    private static final Pattern DURATION = Pattern.compile("([+-]?)(\\d+)\\s*(\\p{L}*)");
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Map<String, Duration> UNITS =
            Map.of(
                    "s", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1),
                    "d", Duration.ofDays(1),
                    "w", Duration.ofDays(7));
    private static final int MONTHS_IN_TWO_YEARS = 24;

    private final String units;
    private final String examples;
    private final String letters;

    DurationSyntax(String units, String examples, String letters) {
        this.units = units;
        this.examples = examples;
        this.letters = letters;
    }

    String expected() {
        return "a whole number with a unit (" + units + "), like " + examples;
    }

    /**
     * @throws IllegalArgumentException if it is not such a duration; the message says how to write
     *     it
     */
    Duration parse(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("write " + expected());
        }
        String number = matcher.group(2);
        String unit = matcher.group(3);
        if (matcher.group(1).equals("-")) {
            throw new IllegalArgumentException("a duration cannot be negative");
        }
        if (unit.isEmpty()) {
            throw new IllegalArgumentException("the unit is missing; write " + expected());
        }
        if (number.length() > 9) {
            throw tooLong();
        }
        int count = Integer.parseInt(number);
        if (unit.length() > 1 || !letters.contains(unit)) {
            throw new IllegalArgumentException(advice(count, unit));
        }
        Duration duration = UNITS.get(unit).multipliedBy(count);
        if (duration.compareTo(LONGEST) > 0) {
            throw tooLong();
        }
        return duration;
    }

    /**
     * As {@link #parse}, but longer than nothing.
     *
     * @throws IllegalArgumentException if it is not such a duration; the message says how to write
     *     it
     */
    public Duration parsePositive(String text) {
        Duration duration = parse(text);
        if (duration.isZero()) {
            throw new IllegalArgumentException("it must be longer than 0");
        }
        return duration;
    }

    private static IllegalArgumentException tooLong() {
        return new IllegalArgumentException("it is longer than 100 years");
    }

    private String advice(int count, String unit) {
        String meant = meant(unit);
        if (letters.contains(meant)) {
            return "write " + count + meant;
        }
        return switch (meant) {
            case "s" -> "s is seconds, but the shortest unit here is h";
            case "m" -> minutes(count);
            case "w" -> "write " + count * 7L + "d";
            case "month" -> "months differ in length; " + months(count);
            case "year" ->
                    "years differ in length; write " + count * 52L + "w or " + count * 365L + "d";
            default -> "the unit \"" + unit + "\" is unknown; write " + expected();
        };
    }

    private static String minutes(int count) {
        if (count <= MONTHS_IN_TWO_YEARS) {
            return "m is minutes; " + months(count);
        }
        return "m is minutes, but the shortest unit here is h"
                + (count % 60 == 0 ? "; write " + count / 60 + "h" : "");
    }

    private static String months(int count) {
        return "write " + Math.round(count * 52 / 12.0) + "w or " + count * 30L + "d";
    }

    /** The unit that is probably meant, in the short form that some duration takes. */
    private static String meant(String unit) {
        return switch (unit.equals("M") ? "month" : unit.toLowerCase(Locale.ROOT)) {
            case "s", "sec", "secs", "second", "seconds" -> "s";
            case "m", "min", "mins", "minute", "minutes" -> "m";
            case "h", "hr", "hrs", "hour", "hours" -> "h";
            case "d", "day", "days" -> "d";
            case "w", "wk", "week", "weeks" -> "w";
            case "mo", "mon", "month", "months" -> "month";
            case "y", "yr", "a", "year", "years" -> "year";
            default -> "?";
        };
    }
}
