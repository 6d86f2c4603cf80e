package io.pvcsnapshotter.world;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What is done to a world from outside: Jobs that start, what people do, what goes wrong. Each has
 * its own choices, so that one that is left out changes no other.
 */
record Script(List<Happening> happenings) {
    private static final long SECOND = 1000;
    private static final long HOUR = 3600 * SECOND;

    /** All that can happen, and how often. */
    enum What {
        SCHEDULED_RUN(0),
        RUN_BY_HAND(4),
        RUN_OF_ANOTHER_INSTALL(0),
        KILL(5),
        TERMINATE(3),
        TROUBLE(24),
        EDIT(5),
        RELABEL(5),
        NEW_CLAIM(2),
        REPLACE_CLAIM(5),
        RESTORE_IN_PLACE(3),
        RESTORE_A_COPY(6),
        HOLD(5),
        MEDDLE(6),
        RELEASE(4),
        DELETE_A_SNAPSHOT(5),
        COPY_MARKS(4),
        DELETE_A_CLAIM(4),
        NAME_ANOTHERS_UID(2),
        JOIN_A_GROUP(2),
        CLEAN_UP(2),
        CHANGE_CLASSES(2),
        WRONG_CLOCK(1),
        RIGHT_CLOCKS(1);

        private final int weight;

        What(int weight) {
            this.weight = weight;
        }
    }

    /**
     * @param number by which it is left out
     * @param seed of its own choices
     */
    record Happening(int number, long time, What what, long seed) {
        Chance chance() {
            return new Chance(seed);
        }
    }

    Script without(Set<Integer> numbers) {
        return new Script(
                happenings.stream().filter(each -> !numbers.contains(each.number())).toList());
    }

    /**
     * @param start of the first slot of the schedule
     */
    static Script of(long seed, long start, long period) {
        Chance chance = Chance.of(seed, 7);
        int slots = chance.between(2, 7);
        int others = chance.between(0, 22);
        boolean twoInstalls = chance.percent(25);
        List<Happening> all = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            long time = start + slot * period;
            all.add(new Happening(all.size(), time, What.SCHEDULED_RUN, chance.next()));
            if (twoInstalls) {
                long offset = chance.between(0, 30) * SECOND;
                all.add(
                        new Happening(
                                all.size(),
                                time + offset,
                                What.RUN_OF_ANOTHER_INSTALL,
                                chance.next()));
            }
        }
        for (int i = 0; i < others; i++) {
            long slot = start + chance.below(slots) * period;
            long time =
                    chance.percent(70)
                            ? slot + chance.below(90) * SECOND + chance.below(1000)
                            : slot + chance.between(0, (int) (period / SECOND)) * SECOND;
            all.add(new Happening(all.size(), time, any(chance), chance.next()));
        }
        all.sort(Comparator.comparingLong(Happening::time));
        return new Script(List.copyOf(all));
    }

    private static What any(Chance chance) {
        int weights = 0;
        for (What each : What.values()) {
            weights += each.weight;
        }
        int left = chance.below(weights);
        for (What each : What.values()) {
            left -= each.weight;
            if (left < 0) {
                return each;
            }
        }
        throw new IllegalStateException();
    }

    /** How long a trouble lasts, in milliseconds. */
    static long lasting(Chance chance) {
        return chance.percent(70) ? chance.between(1, 120) * SECOND : chance.between(1, 30) * HOUR;
    }
}
