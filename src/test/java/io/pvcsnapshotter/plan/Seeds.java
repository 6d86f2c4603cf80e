package io.pvcsnapshotter.plan;

import java.util.Collection;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Tests with random numbers: a failure says from which seed, and {@code -Dsimulation.seed=N}
 * repeats it.
 */
final class Seeds {
    private Seeds() {}

    static void forEach(long first, int count, LongConsumer test) {
        Long one = Long.getLong("simulation.seed");
        int times = count * Integer.getInteger("simulation.times", 1);
        LongStream seeds =
                one != null ? LongStream.of(one) : LongStream.range(first, first + times);
        seeds.forEach(seed -> {
            try {
                test.accept(seed);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        });
    }

    static <T> T pick(Collection<T> from, RandomGenerator random) {
        return from.stream().skip(random.nextInt(from.size())).findFirst().orElseThrow();
    }
}
