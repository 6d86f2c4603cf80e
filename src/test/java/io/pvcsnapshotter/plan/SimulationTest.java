package io.pvcsnapshotter.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Months and years of runs in clusters in which everything goes wrong. {@link Invariants} are
 * checked at each plan and each deletion, and at the end that nothing is left but what is kept by
 * definition.
 */
class SimulationTest {
    private long expired;

    @AfterEach
    void something_has_expired() {
        assertThat(expired).isPositive();
    }

    private void live(long firstSeed, int seeds, Duration period, boolean wrongClocks, int slots) {
        Seeds.forEach(
                firstSeed,
                seeds,
                seed -> expired += new SimulatedHistory(seed, period, wrongClocks).live(slots));
    }

    @Test
    void hourly_runs_in_which_everything_goes_wrong() {
        live(1, 6, Duration.ofHours(1), false, 400);
    }

    @Test
    void daily_runs_in_which_everything_goes_wrong() {
        live(10_001, 12, Duration.ofDays(1), false, 400);
    }

    @Test
    void runs_while_clocks_are_wrong() {
        live(20_001, 8, Duration.ofHours(6), true, 300);
    }
}
