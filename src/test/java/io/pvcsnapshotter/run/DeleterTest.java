package io.pvcsnapshotter.run;

import static io.pvcsnapshotter.run.Scenario.deleted;
import static io.pvcsnapshotter.run.Scenario.name;
import static io.pvcsnapshotter.run.Scenario.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.run.FakeCluster.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeleterTest {
    private final Scenario scenario =
            new Scenario().policy("retain { last = 2 }, wait { timeout = 10m }");
    private final FakeCluster cluster = scenario.cluster;
    private Claim claim;
    private List<Snapshot> history;

    @BeforeEach
    void a_claim_with_three_snapshots_of_which_two_are_to_go() {
        claim = cluster.claim("data");
        history = scenario.history(claim, 3, "last=2");
    }

    @Test
    void expires_the_oldest_first_and_only_when_the_new_one_is_ready() {
        cluster.before(
                "delete",
                1,
                () -> assertThat(cluster.snapshots()).allMatch(Snapshot::ready).hasSize(4));
        RunResult result = scenario.run();
        assertThat(deleted(result)).containsExactly(name(history.get(2)), name(history.get(1)));
        assertThat(result.deleted()).isEqualTo(2);
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.OK);
        assertThat(cluster.snapshots()).hasSize(2);
    }

    @Test
    void a_claim_whose_snapshot_failed_expires_nothing() {
        cluster.claim("other");
        scenario.history(cluster.claim("well"), 3, "last=2");
        cluster.failing("create", 2, Kind.DENIED);
        RunResult result = scenario.run();
        assertThat(outcome(result, "data")).isInstanceOf(Outcome.Failed.class);
        assertThat(cluster.snapshotsOf("data")).hasSize(3);
        assertThat(deleted(result)).hasSize(2).allMatch(each -> each.startsWith("well-"));
    }

    @Test
    void a_claim_whose_snapshot_is_not_ready_in_time_expires_nothing() {
        cluster.storage("data", Storage.HEALTHY);
        cluster.before(
                "create",
                1,
                () -> cluster.storage("data", Storage.readyAfter(Duration.ofHours(2))));
        RunResult result = scenario.run();
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.RETRY);
        assertThat(cluster.snapshots()).hasSize(4);
        assertThat(cluster.count("delete")).isZero();
    }

    @Test
    void a_snapshot_that_is_held_in_mid_run_stays() {
        scenario.clock.after(Duration.ofSeconds(3), () -> cluster.hold(history.get(2)));
        RunResult result = scenario.run();
        assertThat(deleted(result)).containsExactly(name(history.get(1)));
    }

    @Test
    void a_snapshot_that_is_held_after_the_second_look_stays() {
        cluster.before("delete", 1, () -> cluster.hold(history.get(2)));
        RunResult result = scenario.run();
        assertThat(deleted(result)).containsExactly(name(history.get(1)));
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.OK);
        assertThat(result.deletions())
                .contains(
                        new Deletion.LeftAlone(
                                result.deletions().getFirst().snapshot(),
                                "it changed meanwhile, the next run decides"));
    }

    @Test
    void a_snapshot_that_only_the_second_plan_deletes_stays() {
        scenario.clock.after(
                Duration.ofSeconds(3),
                () -> cluster.has(claim, TestClock.START.minus(Duration.ofDays(30)), "last=2"));
        RunResult result = scenario.run();
        assertThat(deleted(result)).containsExactly(name(history.get(2)), name(history.get(1)));
        assertThat(cluster.snapshots()).hasSize(3);
    }

    @Test
    void a_snapshot_that_only_the_first_plan_deletes_stays() {
        scenario.clock.after(Duration.ofSeconds(3), () -> cluster.remove(history.get(0)));
        RunResult result = scenario.run();
        assertThat(deleted(result)).containsExactly(name(history.get(2)));
        assertThat(cluster.snapshots()).hasSize(2);
    }

    @Test
    void when_the_second_look_fails_nothing_expires_and_a_retry_may_help() {
        cluster.failing("inventory", 2, Kind.UNREACHABLE);
        RunResult result = scenario.run();
        assertThat(outcome(result, "data")).isInstanceOf(Outcome.Ready.class);
        assertThat(cluster.snapshots()).hasSize(4);
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.RETRY);
        assertThat(result.problems())
                .singleElement()
                .asString()
                .contains("nothing was expired, because the second look at the cluster failed");
    }

    @Test
    void a_deletion_that_is_refused_fails_the_run_and_not_the_other_deletions() {
        cluster.failing("delete", 1, Kind.SERVER_ERROR);
        RunResult result = scenario.run();
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.RETRY);
        assertThat(deleted(result)).containsExactly(name(history.get(1)));
    }

    @Test
    void a_snapshot_that_is_gone_already_is_no_failure() {
        cluster.before("delete", 1, () -> cluster.remove(history.get(2)));
        RunResult result = scenario.run();
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.OK);
        assertThat(result.deleted()).isEqualTo(1);
    }

    @Test
    void a_claim_that_was_replaced_in_mid_run_loses_nothing() {
        scenario.clock.after(Duration.ofSeconds(3), () -> cluster.claim("data"));
        RunResult result = scenario.run();
        assertThat(deleted(result)).isEmpty();
        assertThat(cluster.snapshots()).hasSize(4);
    }

    /** The new claim has the history of the old one, and no snapshot of this run. */
    @Test
    void a_claim_that_was_restored_in_place_in_mid_run_loses_nothing() {
        scenario.clock.after(
                Duration.ofSeconds(3),
                () -> cluster.claim("data", Map.of(Claim.RESTORED_FROM_ANNOTATION, claim.uid())));
        RunResult result = scenario.run();
        assertThat(deleted(result)).isEmpty();
        assertThat(cluster.snapshots()).hasSize(4);
    }

    @Test
    void a_retention_that_has_not_settled_expires_nothing() {
        scenario.policy("retain { last = 1 }");
        RunResult result = scenario.run();
        assertThat(deleted(result)).isEmpty();
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void a_snapshot_that_a_person_copied_with_all_our_marks_stays() {
        Instant old = TestClock.START.minus(Duration.ofDays(20));
        cluster.put("copy", "data", history.get(2).labels(), history.get(2).annotations(), old);
        scenario.run();
        assertThat(cluster.snapshots()).extracting(Scenario::name).contains("copy");
    }

    @Test
    void nothing_expires_where_only_the_taking_is_waited_for_and_the_new_one_is_not_ready() {
        scenario.policy("retain { last = 2 }, wait { for = taken }");
        cluster.before("create", 1, () -> cluster.storage("data", Storage.HEALTHY));
        cluster.before(
                "inventory",
                2,
                () ->
                        assertThat(cluster.snapshotsOf("data").stream().filter(Snapshot::ready))
                                .hasSizeGreaterThan(0));
        RunResult result = scenario.run();
        assertThat(cluster.snapshots().stream().filter(Snapshot::ready))
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(deleted(result)).containsExactly(name(history.get(2)));
    }

    @Test
    void snapshots_of_a_lost_claim_stay_for_ever_unless_the_settings_say_otherwise() {
        cluster.deleteClaim("data");
        scenario.run();
        assertThat(cluster.snapshots()).hasSize(3);

        scenario.settings("orphans { expireAfter = 12h }");
        RunResult result = scenario.run();
        assertThat(deleted(result))
                .containsExactlyInAnyOrder(name(history.get(1)), name(history.get(2)));
        assertThat(cluster.snapshots())
                .extracting(Scenario::name)
                .containsExactly(name(history.get(0)));
    }

    @Test
    void one_leftover_that_was_never_taken_is_removed_even_when_the_claim_fails() {
        Claim stuck = cluster.claim("stuck", Map.of());
        cluster.storage("stuck", Storage.NEVER_CUT);
        cluster.has(stuck, TestClock.START.minus(Duration.ofDays(2)), "last=2");
        cluster.has(stuck, TestClock.START.minus(Duration.ofDays(3)), "last=2");
        RunResult result = scenario.run();
        assertThat(outcome(result, "stuck")).isInstanceOf(Outcome.Failed.class);
        assertThat(deleted(result)).filteredOn(each -> each.startsWith("stuck-")).hasSize(1);
    }
}
