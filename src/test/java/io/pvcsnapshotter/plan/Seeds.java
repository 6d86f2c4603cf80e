package io.pvcsnapshotter.plan;

import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Tests with random numbers: a failure says from which seed, and {@code -Dsimulation.seed=N}
 * repeats it.
 */
final class Seeds {
    static final List<String> RETENTIONS =
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
    static final List<String> ZONES =
            List.of(
                    "UTC",
                    "Europe/Berlin",
                    "America/New_York",
                    "Australia/Lord_Howe",
                    "Asia/Kathmandu");

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
