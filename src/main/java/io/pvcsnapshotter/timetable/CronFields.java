package io.pvcsnapshotter.timetable;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.Optional;

/**
 * The five fields of a schedule, as Kubernetes reads them (robfig/cron v3, {@code ParseStandard}):
 * a slot is every minute whose wall clock they match. So a slot in the hour that a clock change
 * leaves out is not, and one in the hour that it repeats is twice.
 *
 * @param eitherDay whether the days of the month and those of the week are both restricted; then
 *     one of them is enough
 */
record CronFields(
        BitSet minutes,
        BitSet hours,
        BitSet days,
        BitSet months,
        BitSet weekdays,
        boolean eitherDay) {
    /** As far as Kubernetes looks ahead. 29 February comes within it. */
    private static final int YEARS_AHEAD = 5;

    /** The next slot after that time; empty if the fields fit no day in years. */
    Optional<Instant> after(Instant time, ZoneId zone) {
        ZonedDateTime slot = time.atZone(zone);
        int last = slot.getYear() + YEARS_AHEAD;
        slot = slot.minusSeconds(slot.getSecond()).withNano(0).plusMinutes(1);
        while (slot.getYear() <= last) {
            if (!fits(slot.toLocalDate())) {
                slot = slot.toLocalDate().plusDays(1).atStartOfDay(zone);
            } else if (!hours.get(slot.getHour())) {
                slot = slot.plusMinutes(60L - slot.getMinute());
            } else if (!minutes.get(slot.getMinute())) {
                slot = slot.plusMinutes(1);
            } else {
                return Optional.of(slot.toInstant());
            }
        }
        return Optional.empty();
    }

    private boolean fits(LocalDate date) {
        boolean day = days.get(date.getDayOfMonth());
        boolean weekday = weekdays.get(date.getDayOfWeek().getValue() % 7);
        return months.get(date.getMonthValue()) && (eitherDay ? day || weekday : day && weekday);
    }

    /**
     * The longest time between two slots in the years ahead, by the wall clock; empty if there are
     * no two.
     */
    Optional<Duration> longestGap(LocalDate from) {
        int first = minuteOfDay(hours.nextSetBit(0), minutes.nextSetBit(0));
        int last = minuteOfDay(hours.length() - 1, minutes.length() - 1);
        long longest = longestOfDay();
        LocalDate before = null;
        LocalDate end = from.plusYears(YEARS_AHEAD);
        for (LocalDate day = from; day.isBefore(end); day = day.plusDays(1)) {
            if (fits(day)) {
                if (before != null) {
                    long days = day.toEpochDay() - before.toEpochDay();
                    longest = Math.max(longest, Duration.ofDays(days).toMinutes() + first - last);
                }
                before = day;
            }
        }
        return longest == 0 ? Optional.empty() : Optional.of(Duration.ofMinutes(longest));
    }

    private int longestOfDay() {
        int longest = 0;
        int before = -1;
        for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            for (int i = minutes.nextSetBit(0); i >= 0; i = minutes.nextSetBit(i + 1)) {
                int slot = minuteOfDay(hour, i);
                longest = before < 0 ? longest : Math.max(longest, slot - before);
                before = slot;
            }
        }
        return longest;
    }

    private static int minuteOfDay(int hour, int minute) {
        return hour * 60 + minute;
    }
}
