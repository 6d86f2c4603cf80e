package io.pvcsnapshotter.run;

import static io.pvcsnapshotter.run.Scenario.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.run.FakeCluster.Storage;
import io.pvcsnapshotter.sample.RunBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdoptedSnapshotsTest {
    @Test
    void a_second_pod_of_the_same_run_adopts_what_the_first_asked_for() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.run();
        RunResult again = scenario.run();
        assertThat(again.exitStatus()).isEqualTo(ExitStatus.OK);
        assertThat(scenario.cluster.snapshots()).hasSize(1);
        assertThat(scenario.cluster.count("create")).isEqualTo(1);
        assertThat(scenario.heard).contains("adopted a: taken by an earlier pod of this run");
    }

    @Test
    void a_request_whose_answer_was_lost_meets_its_own_snapshot() {
        Scenario scenario = new Scenario();
        Claim claim = scenario.cluster.claim("a");
        scenario.cluster.before(
                "create", 1, () -> scenario.cluster.has(claim, scenario.run, "all"));
        RunResult result = scenario.run();
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.OK);
        assertThat(scenario.cluster.snapshots()).hasSize(1);
        assertThat(scenario.heard).contains("adopted a: asked for by this run before");
    }

    @Test
    void a_request_whose_answer_was_lost_and_whose_snapshot_filled_the_quota_meets_it_too() {
        Scenario scenario = new Scenario();
        Claim claim = scenario.cluster.claim("a");
        scenario.cluster.before(
                "create", 1, () -> scenario.cluster.has(claim, scenario.run, "all"));
        scenario.cluster.failing("create", 1, Kind.QUOTA);
        RunResult result = scenario.run();
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.OK);
        assertThat(scenario.heard).contains("adopted a: asked for by this run before");
    }

    @Test
    void a_foreign_object_at_our_name_fails_the_claim_and_is_left_alone() {
        Scenario scenario = new Scenario();
        Claim claim = scenario.cluster.claim("a");
        scenario.cluster.before(
                "create",
                1,
                () -> {
                    Snapshot ours = scenario.cluster.has(claim, scenario.run, "all");
                    scenario.cluster.remove(ours);
                    scenario.cluster.put(
                            ours.name().name(), "a", Map.of(), Map.of(), scenario.clock.instant());
                });
        RunResult result = scenario.run();
        assertThat(outcome(result, "a")).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome(result, "a"))
                .asString()
                .contains("exists already and is not of this run");
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.FAILED);
        assertThat(scenario.cluster.snapshots()).hasSize(1);
        assertThat(scenario.cluster.count("delete")).isZero();
    }

    @Test
    void an_object_at_our_name_that_goes_away_at_once_is_no_reason_to_give_up() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.failing("create", 1, Kind.ALREADY_EXISTS);
        RunResult result = scenario.run();
        assertThat(outcome(result, "a")).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome(result, "a"))
                .asString()
                .contains("was deleted")
                .contains("retryMayHelp=true");
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.RETRY);
    }

    @Test
    void a_failure_to_look_at_the_object_at_our_name_fails_the_claim_only() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.claim("b");
        scenario.cluster.failing("create", 1, Kind.ALREADY_EXISTS);
        scenario.cluster.failing("get", 1, Kind.SERVER_ERROR);
        RunResult result = scenario.run();
        assertThat(outcome(result, "a")).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome(result, "b")).isInstanceOf(Outcome.Ready.class);
    }

    @Test
    void what_an_earlier_run_asked_for_and_was_not_taken_counts_as_this_runs() {
        Scenario scenario = new Scenario();
        Claim claim = scenario.cluster.claim("a");
        Instant anHourAgo = TestClock.START.minus(Duration.ofHours(1));
        scenario.cluster.has(claim, anHourAgo, "all");
        scenario.cluster.storage("a", Storage.NEVER_CUT);
        scenario.clock.after(
                Duration.ofMinutes(1), () -> scenario.cluster.storage("a", Storage.HEALTHY));
        RunResult result = scenario.run();
        assertThat(outcome(result, "a")).isInstanceOf(Outcome.Ready.class);
        assertThat(scenario.cluster.snapshots()).hasSize(1);
        assertThat(scenario.cluster.count("create")).isZero();
    }

    @Test
    void a_manual_run_does_not_adopt_what_a_scheduled_run_asked_for() {
        Scenario scenario = new Scenario();
        Claim claim = scenario.cluster.claim("a");
        scenario.cluster.has(claim, TestClock.START.minus(Duration.ofHours(1)), "all");
        scenario.cluster.storage("a", Storage.NEVER_CUT);
        scenario.clock.after(
                Duration.ofMinutes(1), () -> scenario.cluster.storage("a", Storage.HEALTHY));
        scenario.run =
                RunBuilder.run("this-run", TestClock.START)
                        .withInstance(FakeCluster.INSTANCE)
                        .withJob("job-now")
                        .manual()
                        .build();
        scenario.run();
        assertThat(scenario.cluster.snapshots()).hasSize(2);
    }

    @Test
    void an_adopted_snapshot_that_is_being_deleted_fails_the_claim() {
        Scenario scenario = new Scenario();
        Claim claim = scenario.cluster.claim("a");
        scenario.cluster.before(
                "create",
                1,
                () ->
                        scenario.cluster.startDeleting(
                                scenario.cluster.has(claim, scenario.run, "all")));
        RunResult result = scenario.run();
        assertThat(outcome(result, "a")).asString().contains("being deleted by somebody else");
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.RETRY);
    }

    /** The Job of a run began two hours ago; its first pod asked for a snapshot and gave up. */
    private static Scenario retriedTooLate() {
        Scenario scenario = new Scenario().policy("wait { timeout = 90m }");
        Instant started = TestClock.START.minus(Duration.ofHours(2));
        scenario.run =
                RunBuilder.run("this-run", started)
                        .withInstance(FakeCluster.INSTANCE)
                        .withJob("job-now")
                        .build();
        scenario.job = Optional.of(SnapshotRunTest.job(started, Duration.ofHours(4)));
        scenario.cluster.has(scenario.cluster.claim("a"), scenario.run, "all");
        return scenario;
    }

    @Test
    void a_retry_finds_what_became_ready_although_its_time_is_up() {
        Scenario scenario = retriedTooLate();
        RunResult result = scenario.run();
        assertThat(outcome(result, "a")).isInstanceOf(Outcome.Ready.class);
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void a_retry_whose_time_is_up_says_what_is_wrong_with_what_exists_and_asks_for_nothing_new() {
        Scenario scenario = retriedTooLate();
        scenario.cluster.storage("a", Storage.NEVER_READY);
        scenario.cluster.claim("b");
        RunResult result = scenario.run();
        assertThat(outcome(result, "a"))
                .asString()
                .contains("not ready after 2h00m", "still uploading");
        assertThat(outcome(result, "b"))
                .asString()
                .contains("the time was up before its turn came");
        assertThat(scenario.cluster.count("create")).isZero();
        assertThat(scenario.clock.passed()).isLessThan(Duration.ofMinutes(1));
    }
}
