package io.pvcsnapshotter.plan;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Months and years of runs in clusters in which everything goes wrong. {@link Invariants} are
 * checked at each plan and each deletion, and at the end that nothing is left but what is kept by
 * definition.
 */
class SimulationTest {
    @Test
    void hourly_runs_in_which_everything_goes_wrong() {
        Seeds.forEach(
                1, 6, seed -> new SimulatedHistory(seed, Duration.ofHours(1), false).live(400));
    }

    @Test
    void daily_runs_in_which_everything_goes_wrong() {
        Seeds.forEach(
                10_001,
                12,
                seed -> new SimulatedHistory(seed, Duration.ofDays(1), false).live(400));
    }

    @Test
    void runs_while_clocks_are_wrong() {
        Seeds.forEach(
                20_001, 8, seed -> new SimulatedHistory(seed, Duration.ofHours(6), true).live(300));
    }
}
