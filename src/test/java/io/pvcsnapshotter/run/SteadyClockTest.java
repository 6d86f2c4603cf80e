package io.pvcsnapshotter.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.cluster.Reach;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.sample.MovingClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    private final AtomicLong seconds = new AtomicLong(100);
    private final MovingClock node = new MovingClock(NOON);
    private final Clock steady =
            new SteadyClock(node, () -> TimeUnit.SECONDS.toNanos(seconds.get()));

    @Test
    void begins_with_what_the_node_says_and_goes_on_by_what_passes() {
        assertThat(steady.instant()).isEqualTo(NOON);
        seconds.addAndGet(30);
        node.pass(Duration.ofDays(-1));
        assertThat(steady.instant()).isEqualTo(NOON.plusSeconds(30));
        assertThat(steady.withZone(ZoneId.of("Asia/Kathmandu")).instant())
                .isEqualTo(NOON.plusSeconds(30));
    }

    /** Else a restore that begins while deletions last would not be seen. */
    @Test
    void a_list_of_the_claims_gets_old_although_the_clock_of_the_node_is_set_back() {
        Scenario scenario = new Scenario();
        RestoreSources restores =
                new RestoreSources(scenario.cluster, Reach.everywhere(), steady, steady.instant());
        seconds.addAndGet(60);
        node.pass(Duration.ofHours(-1));
        restores.contains(new ObjectName("shop", "any"));
        assertThat(scenario.cluster.count("claims")).isEqualTo(1);
    }
}
