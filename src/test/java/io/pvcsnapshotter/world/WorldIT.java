package io.pvcsnapshotter.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorldIT {
    private static final int SEEDS = 20_000;

    @Test
    void no_promise_is_broken_in_20000_worlds() throws InterruptedException {
        WorldTest.keepsItsPromises(1, SEEDS);
    }

    static List<PlantedFault> faults() {
        return PlantedFaults.ALL;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_planted_fault_is_found(PlantedFault fault) throws IOException {
        assertThat(fault.found(SEEDS, 1)).as(fault.name()).isNotEmpty();
    }
}
