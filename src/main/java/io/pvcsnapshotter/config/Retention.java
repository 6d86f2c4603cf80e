package io.pvcsnapshotter.config;

import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Which snapshots of a claim are kept. Each tier keeps the newest ready snapshot of the last so
 * many periods that have one; what any tier keeps is kept.
 *
 * @param last this many newest ones
 * @param within all that are at most this much older than the claim's newest ready one
 * @param manual how long snapshots of manual runs are kept; absent means for ever
 */
public record Retention(
        int last,
        int hourly,
        int daily,
        int weekly,
        int monthly,
        int yearly,
        Optional<Duration> within,
        Optional<Duration> manual) {

    /** The canonical form of "no retention": nothing is ever expired. */
    public static final String KEEP_ALL = "all";

    /** Whether no scheduled snapshot would be kept by it. */
    public boolean keepsNothing() {
        return last == 0
                && hourly == 0
                && daily == 0
                && weekly == 0
                && monthly == 0
                && yearly == 0
                && within.isEmpty();
    }

    /**
     * The same text for the same meaning, however it was written in the configuration. It is
     * recorded on every snapshot and compared years later: never change how it is made.
     */
    public String canonical() {
        StringJoiner text = new StringJoiner(",");
        tier(text, "last", last);
        tier(text, "hourly", hourly);
        tier(text, "daily", daily);
        tier(text, "weekly", weekly);
        tier(text, "monthly", monthly);
        tier(text, "yearly", yearly);
        within.ifPresent(period -> text.add("within=" + period.toHours() + "h"));
        manual.ifPresent(period -> text.add("manual=" + period.toHours() + "h"));
        return text.toString();
    }

    private static void tier(StringJoiner text, String name, int count) {
        if (count > 0) {
            text.add(name + "=" + count);
        }
    }
}
