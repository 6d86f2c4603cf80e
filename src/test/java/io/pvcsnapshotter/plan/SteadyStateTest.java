package io.pvcsnapshotter.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.SimulatedCluster.SimClaim;
import io.pvcsnapshotter.plan.SimulatedConfiguration.SimPolicy;
import io.pvcsnapshotter.sample.RunBuilder;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Where nobody edits or deletes anything, and nothing but snapshots fail, exactly what {@code
 * retain} says is kept.
 */
class SteadyStateTest {
    private static final Duration SETTLE = Duration.ofHours(24);

    @Test
    void at_all_times_there_is_what_the_definition_keeps_of_all_there_ever_was_and_nothing_else() {
        Seeds.forEach(30_001, 20, seed -> new Undisturbed(seed).live(150));
    }

    /** One claim, one policy. */
    private static final class Undisturbed {
        private final RandomGenerator random;
        private final SimulatedCluster cluster;
        private final Retention retention;
        private final SimulatedConfiguration configuration;
        private final Invariants invariants;
        private final SimClaim claim;
        private final Duration period;
        private final Map<String, Snapshot> everReady = new HashMap<>();

        Undisturbed(long seed) {
            random = new Random(seed);
            cluster =
                    new SimulatedCluster(
                            random,
                            Instant.parse("2026-01-01T00:00:00Z")
                                    .plus(random.nextInt(365), ChronoUnit.DAYS));
            retention = Scene.retention(Seeds.pick(Seeds.RETENTIONS, random));
            configuration =
                    new SimulatedConfiguration(
                            List.of(
                                    new SimPolicy(
                                            "all", "*", Optional.empty(), Optional.of(retention))),
                            ZoneId.of(Seeds.pick(Seeds.ZONES, random)),
                            random.nextInt(1, 4),
                            100,
                            SETTLE,
                            Optional.empty());
            invariants = new Invariants(cluster, true);
            claim = cluster.addClaim(new ObjectName("shop", "data"));
            period = Duration.ofMinutes(Seeds.pick(List.of(30, 60, 7 * 60, 24 * 60), random));
        }

        void live(int runs) {
            for (int i = 0; i < runs; i++) {
                Instant slot = cluster.now;
                Set<String> readyBefore = ready().keySet();
                run(i, slot);
                everReady.putAll(ready());
                if (i % 5 == 0) {
                    nothingIsMissing();
                    nothingIsLeftOver(slot, readyBefore);
                }
                Duration jitter = Duration.ofSeconds(random.nextInt(20));
                cluster.pass(Duration.between(cluster.now, slot.plus(period)).plus(jitter));
            }
        }

        private void run(int number, Instant slot) {
            Run run = RunBuilder.run("run-" + number, slot).build();
            SimulatedRun.Storage storage = SimulatedRun.Storage.bad(random);
            new SimulatedRun(cluster, configuration, run, storage, invariants, random).finish();
        }

        private Map<String, Snapshot> ready() {
            Inventory inventory = cluster.list();
            return invariants.historyOf(claim.toClaim(), inventory).stream()
                    .filter(each -> each.ready() && !each.deleting())
                    .collect(Collectors.toMap(Snapshot::uid, each -> each));
        }

        private void nothingIsMissing() {
            assertThat(ready().keySet()).containsAll(kept(everReady.values()));
        }

        /** Once it has settled, and where this run has taken one and so may expire others. */
        private void nothingIsLeftOver(Instant slot, Set<String> readyBefore) {
            boolean settled =
                    firstTaken().plus(SETTLE).plus(Duration.ofHours(1)).isBefore(cluster.now);
            boolean taken = ready().values().stream().anyMatch(each -> each.created().equals(slot));
            if (!settled || !taken) {
                return;
            }
            // What is only just outside of a period is not in what was foreseen, and stays for one
            // run more.
            Set<String> kept = new HashSet<>(kept(everReady.values()));
            kept.addAll(kept(asForeseen(slot, readyBefore)));
            assertThat(ready().keySet())
                    .as("%s, in %s", configuration, cluster.now)
                    .filteredOn(readyBefore::contains)
                    .isSubsetOf(kept);
        }

        private Set<String> kept(Collection<Snapshot> of) {
            return invariants.keptByDefinition(List.copyOf(of), retention, configuration);
        }

        private List<Snapshot> asForeseen(Instant slot, Set<String> readyBefore) {
            return everReady.values().stream()
                    .filter(each -> readyBefore.contains(each.uid()) || each.created().equals(slot))
                    .map(each -> each.created().equals(slot) ? takenAt(slot, each) : each)
                    .toList();
        }

        private Instant firstTaken() {
            return cluster.everything().stream()
                    .flatMap(each -> each.reallyTaken.stream())
                    .min(Instant::compareTo)
                    .orElse(cluster.now);
        }
    }

    private static Snapshot takenAt(Instant time, Snapshot snapshot) {
        return SnapshotBuilder.like(snapshot).withTaken(time).build();
    }
}
