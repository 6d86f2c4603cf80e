package io.pvcsnapshotter.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorldTest {
    /** A failure names the seed, and shows the shortest way there that was found. */
    static void keepsItsPromises(long first, long seeds) throws InterruptedException {
        Simulate.Total total = Simulate.seeds(first, seeds);
        total.broken()
                .ifPresent(seed -> {
                    throw new AssertionError(Simulation.report(seed));
                });
        assertThat(total.runs()).isGreaterThan(seeds);
        assertThat(total.deleted()).isGreaterThan(seeds);
    }

    @Test
    void no_promise_is_broken_in_some_worlds() throws InterruptedException {
        keepsItsPromises(1, 500);
    }

    @Test
    void the_world_of_a_seed_is_always_the_same() {
        assertThat(Simulation.trace(7)).isEqualTo(Simulation.trace(7)).contains(" ends with OK");
    }
}
