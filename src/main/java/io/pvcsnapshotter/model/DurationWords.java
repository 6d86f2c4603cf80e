package io.pvcsnapshotter.model;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them. Each method is for one kind of duration. */
public final class DurationWords {
    private DurationWords() {}

    /** An age in the configuration: {@code 2d}, {@code 36h}. Parts of an hour are left out. */
    public static String period(Duration period) {
        long hours = period.toHours();
        return hours % 24 == 0 ? hours / 24 + "d" : hours + "h";
    }

    /** A timeout in the configuration: {@code 1h30m}, {@code 36h}. */
    public static String timeout(Duration timeout) {
        return timeout.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    /** How long something went on: {@code 1h05m}, {@code 3m07s}, {@code 12s}. */
    public static String elapsed(Duration time) {
        long seconds = time.toSeconds();
        if (seconds >= 3600) {
            return "%dh%02dm".formatted(seconds / 3600, seconds % 3600 / 60);
        }
        return seconds >= 60 ? "%dm%02ds".formatted(seconds / 60, seconds % 60) : seconds + "s";
    }

    /** How old something is, in the one unit in which kubectl would show it: {@code 47h}. */
    public static String age(Duration age) {
        if (age.toSeconds() < 120) {
            return age.toSeconds() + "s";
        }
        if (age.toMinutes() < 120) {
            return age.toMinutes() + "m";
        }
        return age.toHours() < 48 ? age.toHours() + "h" : age.toDays() + "d";
    }

    /** What a stopwatch shows, in minutes and seconds: {@code 75:09}. */
    public static String stopwatch(Duration time) {
        return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
    }
}
