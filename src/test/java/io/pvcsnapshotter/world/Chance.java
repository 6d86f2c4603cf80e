package io.pvcsnapshotter.world;

import java.util.List;

/**
 * Choices that follow from a number. Cheap to make, so that everything that can be left out of a
 * world has its own, and leaving it out changes no other choice.
 */
final class Chance {
    private long state;

    Chance(long seed) {
        this.state = mix(seed + 0x9E3779B97F4A7C15L);
    }

    /** The choices of one thing among many. */
    static Chance of(long seed, long thing) {
        return new Chance(mix(seed) ^ mix(thing * 0xD1342543DE82EF95L + 1));
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    long next() {
        state += 0x9E3779B97F4A7C15L;
        return mix(state);
    }

    int below(int bound) {
        return bound == 1 ? 0 : (int) Math.floorMod(next(), (long) bound);
    }

    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    /** True in so many of a hundred. */
    boolean percent(int many) {
        return below(100) < many;
    }

    <T> T of(List<T> all) {
        return all.get(below(all.size()));
    }
}
