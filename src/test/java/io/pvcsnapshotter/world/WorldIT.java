package io.pvcsnapshotter.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorldIT {
    static final int SEEDS = 20_000;

    @Test
    void no_promise_is_broken_in_20000_worlds() throws InterruptedException {
        WorldTest.keepsItsPromises(1, SEEDS);
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
