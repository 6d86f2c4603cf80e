package io.pvcsnapshotter.timetable;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads the five fields of a schedule. The API server refuses what cannot be read, so that here it
 * is only what cannot be shown.
 */
final class CronParser {
    private static final Map<String, String> SHORT =
            Map.of(
                    "@yearly", "0 0 1 1 *",
                    "@annually", "0 0 1 1 *",
                    "@monthly", "0 0 1 * *",
                    "@weekly", "0 0 * * 0",
                    "@daily", "0 0 * * *",
                    "@midnight", "0 0 * * *",
                    "@hourly", "0 * * * *");

    private static final Range MINUTES = new Range(0, 59, List.of());
    private static final Range HOURS = new Range(0, 23, List.of());
    private static final Range DAYS = new Range(1, 31, List.of());
    private static final Range MONTHS =
            new Range(
                    1,
                    12,
                    List.of(
                            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct",
                            "nov", "dec"));
    private static final Range WEEKDAYS =
            new Range(0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

    private CronParser() {}

    /** What does not fit; the caller says it as nothing. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(String part) {
            super(part, null, false, false);
        }
    }

    /** The values that a field may have. */
    private record Range(int least, int most, List<String> names) {
        int number(String text) {
            int name = names.indexOf(text.toLowerCase(Locale.ROOT));
            if (name >= 0) {
                return least + name;
            }
            return digits(text);
        }

        private static int digits(String text) {
            if (!text.matches("\\+?\\d{1,6}")) {
                throw new Unreadable(text);
            }
            return Integer.parseInt(text);
        }
    }

    /**
     * The values of one field.
     *
     * @param any whether it stands for all of them, and so restricts nothing
     */
    private record Field(BitSet values, boolean any) {}

    static Optional<CronFields> parse(String text) {
        String schedule = text.strip();
        String[] parts = SHORT.getOrDefault(schedule, schedule).split("\\s+");
        if (parts.length != 5) {
            return Optional.empty();
        }
        try {
            Field days = field(parts[2], DAYS);
            Field weekdays = field(parts[4], WEEKDAYS);
            return Optional.of(
                    new CronFields(
                            field(parts[0], MINUTES).values(),
                            field(parts[1], HOURS).values(),
                            days.values(),
                            field(parts[3], MONTHS).values(),
                            weekdays.values(),
                            !days.any() && !weekdays.any()));
        } catch (Unreadable _) {
            return Optional.empty();
        }
    }

    private static Field field(String text, Range range) {
        List<Field> parts =
                Arrays.stream(text.split(","))
                        .filter(each -> !each.isEmpty())
                        .map(each -> part(each, range))
                        .toList();
        BitSet values = new BitSet();
        parts.forEach(each -> values.or(each.values()));
        if (values.isEmpty()) {
            throw new Unreadable(text);
        }
        return new Field(values, parts.stream().anyMatch(Field::any));
    }

    /** {@code 5}, {@code 1-5}, {@code 1-5/2}, {@code 5/10} up to the most, or {@code *}. */
    private static Field part(String text, Range range) {
        String[] rangeAndStep = text.split("/", -1);
        String[] ends = rangeAndStep[0].split("-", -1);
        boolean star = ends[0].equals("*") || ends[0].equals("?");
        int step = rangeAndStep.length == 2 ? Range.digits(rangeAndStep[1]) : 1;
        int first = star ? range.least() : range.number(ends[0]);
        int last = first;
        if (star || ends.length == 1 && rangeAndStep.length == 2) {
            last = range.most();
        } else if (ends.length == 2) {
            last = range.number(ends[1]);
        }
        boolean fits = range.least() <= first && first <= last && last <= range.most();
        if (!fits || step == 0 || rangeAndStep.length > 2 || ends.length > 2) {
            throw new Unreadable(text);
        }
        return new Field(
                IntStream.rangeClosed(first, last)
                        .filter(each -> (each - first) % step == 0)
                        .boxed()
                        .collect(
                                Collectors.collectingAndThen(
                                        Collectors.toList(), CronParser::bits)),
                star && step == 1);
    }

    private static BitSet bits(List<Integer> values) {
        BitSet bits = new BitSet();
        values.forEach(bits::set);
        return bits;
    }
}
