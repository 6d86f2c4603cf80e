package io.pvcsnapshotter.run;

import static io.pvcsnapshotter.run.Scenario.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Job;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Tally;
import io.pvcsnapshotter.run.FakeCluster.Storage;
import io.pvcsnapshotter.sample.RunBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotRunTest {
    private static final String NOT_READY = "its snapshot is not ready after ";

    /** A large inventory fits into memory once. */
    @Test
    void nothing_of_the_first_plan_is_in_memory_when_the_cluster_is_looked_at_again() {
        Scenario scenario = new Scenario().policy("retain { last = 1 }");
        scenario.history(scenario.cluster.claim("data"), 2, "last=1");
        List<Boolean> gone = new ArrayList<>();
        scenario.cluster.before(
                "inventory",
                2,
                () -> {
                    for (int i = 0; i < 100 && scenario.planned.get() != null; i++) {
                        System.gc();
                    }
                    gone.add(scenario.planned.get() == null);
                });
        assertThat(scenario.run().deleted()).isEqualTo(2);
        assertThat(gone).containsExactly(true);
    }

    @Test
    void takes_a_snapshot_of_each_claim_and_waits_until_all_are_ready() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("data");
        scenario.cluster.claim("logs");
        RunResult result = scenario.run();
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.OK);
        assertThat(scenario.cluster.snapshots()).hasSize(2).allMatch(Snapshot::ready);
        assertThat(outcome(result, "data"))
                .isEqualTo(new Outcome.Ready(TestClock.START.plusSeconds(1)));
        assertThat(scenario.heard)
                .containsExactly(
                        "planned",
                        "requested data",
                        "requested logs",
                        "finished data: Ready",
                        "finished logs: Ready",
                        "ended OK");
    }

    @Test
    void a_policy_that_waits_for_taken_does_not_wait_for_ready() {
        Scenario scenario = new Scenario().policy("wait { for = taken }");
        scenario.cluster.claim("data");
        scenario.cluster.storage("data", Storage.NEVER_READY);
        RunResult result = scenario.run();
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.OK);
        assertThat(outcome(result, "data")).isInstanceOf(Outcome.Taken.class);
    }

    @Test
    void a_snapshot_that_is_never_ready_fails_its_claim_at_the_timeout_and_a_retry_may_help() {
        Scenario scenario = new Scenario().policy("wait { timeout = 10m }");
        scenario.cluster.claim("data");
        scenario.cluster.claim("stuck");
        scenario.cluster.storage("stuck", Storage.NEVER_READY);
        RunResult result = scenario.run();
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.RETRY);
        assertThat(outcome(result, "data")).isInstanceOf(Outcome.Ready.class);
        assertThat(outcome(result, "stuck"))
                .isEqualTo(
                        new Outcome.Failed(
                                NOT_READY
                                        + "10m00s: taken at 2026-03-10T04:17:01Z, still uploading",
                                true));
        assertThat(scenario.clock.passed()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void each_policy_has_its_own_timeout() {
        Scenario scenario = new Scenario();
        scenario.settings(
                """
                policy-defaults { requireMatch = false }
                """);
        scenario.policy(
                """
                select { claims = ["slow"] }, wait { timeout = 20m } },
                { name = others, wait { timeout = 1m }, requireMatch = false
                """);
        for (String name : new String[] {"slow", "stuck"}) {
            scenario.cluster.claim(name);
            scenario.cluster.storage(name, Storage.readyAfter(Duration.ofMinutes(15)));
        }
        RunResult result = scenario.run();
        assertThat(outcome(result, "slow")).isInstanceOf(Outcome.Ready.class);
        assertThat(outcome(result, "stuck")).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void a_retried_job_does_not_wait_twice() {
        Scenario scenario = new Scenario().policy("wait { timeout = 30m }");
        scenario.job =
                Optional.of(
                        job(TestClock.START.minus(Duration.ofMinutes(20)), Duration.ofHours(2)));
        scenario.cluster.claim("stuck");
        scenario.cluster.storage("stuck", Storage.NEVER_READY);
        RunResult result = scenario.run();
        assertThat(scenario.clock.passed()).isEqualTo(Duration.ofMinutes(10));
        assertThat(outcome(result, "stuck")).asString().contains(NOT_READY + "30m00s");
    }

    @Test
    void a_timeout_that_does_not_fit_into_the_job_is_cut_and_said() {
        Scenario scenario = new Scenario().policy("wait { timeout = 90m }");
        scenario.job = Optional.of(job(TestClock.START, Duration.ofMinutes(10)));
        scenario.cluster.claim("stuck");
        scenario.cluster.storage("stuck", Storage.NEVER_READY);
        RunResult result = scenario.run();
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.RETRY);
        assertThat(scenario.clock.passed()).isEqualTo(Duration.ofMinutes(9));
        assertThat(scenario.heard)
                .anyMatch(each ->
                        each.startsWith("warned: policy all waits for 1h30m, ")
                                && each.contains("2026-03-10T04:26:00Z"));
    }

    @Test
    void a_clock_that_is_behind_the_clusters_does_not_cut_the_wait() {
        Scenario scenario = new Scenario(Duration.ofHours(1)).policy("wait { timeout = 10m }");
        scenario.cluster.claim("data");
        scenario.cluster.storage("data", Storage.readyAfter(Duration.ofMinutes(8)));
        assertThat(outcome(scenario.run(), "data")).isInstanceOf(Outcome.Ready.class);
    }

    @Test
    void a_clock_that_is_ahead_of_the_clusters_does_not_lengthen_the_wait() {
        Scenario scenario = new Scenario(Duration.ofHours(-1)).policy("wait { timeout = 10m }");
        scenario.cluster.claim("stuck");
        scenario.cluster.storage("stuck", Storage.NEVER_READY);
        scenario.run();
        assertThat(scenario.clock.passed()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void no_more_snapshots_are_in_flight_than_the_limit() {
        Scenario scenario = new Scenario().settings("limits { inFlight = 2 }");
        IntStream.range(0, 6).forEach(each -> scenario.cluster.claim("data-" + each));
        for (int number = 1; number <= 6; number++) {
            scenario.cluster.before(
                    "create",
                    number,
                    () ->
                            assertThat(scenario.cluster.snapshots())
                                    .filteredOn(each -> each.takenAt().isEmpty())
                                    .hasSizeLessThan(2));
        }
        RunResult result = scenario.run();
        assertThat(result.tally().count(Tally.Heading.READY)).isEqualTo(6);
    }

    @Test
    void a_claim_whose_turn_does_not_come_in_time_says_so() {
        Scenario scenario =
                new Scenario().settings("limits { inFlight = 1 }").policy("wait { timeout = 45s }");
        scenario.cluster.claim("a-stuck");
        scenario.cluster.claim("b-stuck");
        scenario.cluster.storage("a-stuck", Storage.NEVER_CUT);
        scenario.cluster.storage("b-stuck", Storage.NEVER_CUT);
        RunResult result = scenario.run();
        assertThat(outcome(result, "b-stuck"))
                .isEqualTo(new Outcome.Failed("the time was up before its turn came", true));
        assertThat(scenario.clock.passed()).isEqualTo(Duration.ofSeconds(45));
        assertThat(scenario.cluster.count("create")).isEqualTo(1);
    }

    @Test
    void storage_that_hangs_does_not_keep_the_other_claims_from_their_turn() {
        Scenario scenario =
                new Scenario().settings("limits { inFlight = 2 }").policy("wait { timeout = 10m }");
        for (int i = 0; i < 8; i++) {
            scenario.cluster.claim("a-stuck-" + i);
            scenario.cluster.storage("a-stuck-" + i, Storage.NEVER_CUT);
        }
        scenario.cluster.claim("b");
        RunResult result = scenario.run();
        assertThat(outcome(result, "b"))
                .isInstanceOfSatisfying(
                        Outcome.Ready.class,
                        ready ->
                                assertThat(ready.taken())
                                        .isBefore(TestClock.START.plus(Duration.ofMinutes(7))));
        assertThat(result.failures()).hasSize(8);
    }

    @Test
    void a_few_snapshots_that_hang_do_not_keep_all_but_one_place() {
        Scenario scenario =
                new Scenario().settings("limits { inFlight = 4 }").policy("wait { timeout = 10m }");
        for (int i = 0; i < 3; i++) {
            scenario.cluster.claim("a-stuck-" + i);
            scenario.cluster.storage("a-stuck-" + i, Storage.NEVER_CUT);
        }
        for (int i = 0; i < 40; i++) {
            scenario.cluster.claim("b-" + i);
            scenario.cluster.storage("b-" + i, Storage.cutAfter(Duration.ofSeconds(30)));
        }
        assertThat(scenario.run().tally().count(Tally.Heading.READY)).isEqualTo(40);
    }

    @Test
    void one_refused_snapshot_does_not_stop_the_others() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.claim("b");
        scenario.cluster.failing("create", 1, Kind.DENIED);
        RunResult result = scenario.run();
        assertThat(outcome(result, "a"))
                .isEqualTo(
                        new Outcome.Failed(
                                "Tried to do something but failed: it is DENIED", false));
        assertThat(outcome(result, "b")).isInstanceOf(Outcome.Ready.class);
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void a_failure_that_a_retry_may_mend_weighs_more_than_one_that_it_does_not() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.claim("b");
        scenario.cluster.failing("create", 1, Kind.QUOTA);
        scenario.cluster.failing("create", 2, Kind.SERVER_ERROR);
        assertThat(scenario.run().exitStatus()).isEqualTo(ExitStatus.RETRY);
    }

    @ParameterizedTest
    @EnumSource(names = {"DENIED", "QUOTA", "INVALID", "NOT_SERVED", "UNREADABLE"})
    void a_refusal_that_no_retry_mends_ends_in_73(Kind kind) {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.failingFrom("create", 1, kind);
        assertThat(scenario.run().exitStatus()).isEqualTo(ExitStatus.FAILED);
    }

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "SERVER_ERROR", "UNREACHABLE", "CONFLICT"})
    void a_refusal_that_a_retry_may_mend_ends_in_75(Kind kind) {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.failingFrom("create", 1, kind);
        assertThat(scenario.run().exitStatus()).isEqualTo(ExitStatus.RETRY);
    }

    @Test
    void when_every_snapshot_is_forbidden_the_rights_are_missing() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.claim("b");
        scenario.cluster.failingFrom("create", 1, Kind.FORBIDDEN);
        assertThat(scenario.run().exitStatus()).isEqualTo(ExitStatus.FORBIDDEN);
    }

    @Test
    void a_forbidden_claim_that_is_gone_at_the_second_look_is_no_failure() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.failingFrom("create", 1, Kind.FORBIDDEN);
        scenario.cluster.before("inventory", 2, () -> scenario.cluster.deleteClaim("a"));
        RunResult result = scenario.run();
        assertThat(outcome(result, "a")).isInstanceOf(Outcome.Skipped.class);
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void a_mistake_of_another_claim_does_not_make_it_one() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.claim("b", Map.of(Claim.POLICY_ANNOTATION, "no-such"));
        scenario.cluster.failingFrom("create", 1, Kind.FORBIDDEN);
        scenario.cluster.before("inventory", 2, () -> scenario.cluster.deleteClaim("a"));
        assertThat(scenario.run().exitStatus()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void when_some_snapshots_are_forbidden_only_those_claims_failed() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.claim("b");
        scenario.cluster.failing("create", 1, Kind.FORBIDDEN);
        assertThat(scenario.run().exitStatus()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void a_claim_that_may_not_be_snapshotted_does_not_take_the_retry_from_one_without_an_answer() {
        Scenario scenario = new Scenario().policy("wait { timeout = 10m }");
        scenario.cluster.claim("a");
        scenario.cluster.claim("b");
        scenario.cluster.failing("create", 1, Kind.FORBIDDEN);
        scenario.executor =
                task ->
                        scenario.clock.after(
                                Duration.ofMinutes(scenario.executed++ == 0 ? 0 : 11), task);
        assertThat(scenario.run().exitStatus()).isEqualTo(ExitStatus.RETRY);
    }

    @Test
    void a_retry_that_asks_only_for_what_is_forbidden_ends_as_its_first_try_did() {
        Scenario scenario = new Scenario();
        scenario.cluster.has(scenario.cluster.claim("a"), scenario.run, "");
        scenario.cluster.claim("b");
        scenario.cluster.failingFrom("create", 1, Kind.FORBIDDEN);
        RunResult result = scenario.run();
        assertThat(outcome(result, "a")).isInstanceOf(Outcome.Ready.class);
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void a_run_without_claims_is_not_forbidden() {
        assertThat(new Scenario().run().exitStatus()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void a_run_in_which_nothing_is_due_lists_the_cluster_once() {
        Scenario scenario = new Scenario().policy("every = 24h, retain { last = 1 }");
        scenario.history(scenario.cluster.claim("a"), 1, "last=1");
        scenario.run =
                RunBuilder.run("this-run", TestClock.START.minus(Duration.ofHours(1)))
                        .withInstance(FakeCluster.INSTANCE)
                        .withJob("job-now")
                        .build();
        assertThat(scenario.run().tally().count(Tally.Heading.NOT_DUE)).isEqualTo(1);
        assertThat(scenario.cluster.calls).containsExactly("inventory ");
    }

    @Test
    void when_the_first_list_fails_nothing_is_done() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.failing("inventory", 1, Kind.FORBIDDEN);
        assertThatThrownBy(scenario::run).isInstanceOf(ApiFailure.class);
        assertThat(scenario.cluster.calls).containsExactly("inventory ");
    }

    @Test
    @Timeout(30)
    void a_fault_of_ours_in_one_request_fails_that_claim_and_the_run_comes_to_its_end() {
        Scenario scenario = new Scenario();
        scenario.executor = SnapshotRunTest::onAnotherThread;
        scenario.cluster.claim("a");
        scenario.cluster.claim("b");
        scenario.cluster.before(
                "create",
                1,
                () -> {
                    throw new IllegalStateException("boom");
                });
        RunResult result = scenario.run();
        assertThat(outcome(result, "a")).asString().contains("boom");
        assertThat(outcome(result, "b")).isInstanceOf(Outcome.Ready.class);
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.RETRY);
    }

    /** What a task throws there is lost. */
    private static void onAnotherThread(Runnable task) {
        try {
            task.run();
        } catch (IllegalStateException lost) {
            assertThat(lost).hasMessage("boom");
        }
    }

    @Test
    void a_claim_in_a_namespace_that_is_being_deleted_is_skipped() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.failing("create", 1, Kind.NAMESPACE_TERMINATING);
        RunResult result = scenario.run();
        assertThat(outcome(result, "a"))
                .isEqualTo(new Outcome.Skipped("its namespace is being deleted"));
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void a_list_that_fails_while_waiting_is_tried_again() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.watchWorks = false;
        IntStream.rangeClosed(1, 4)
                .forEach(n -> scenario.cluster.failing("list", n, Kind.UNREACHABLE));
        assertThat(outcome(scenario.run(), "a")).isInstanceOf(Outcome.Ready.class);
    }

    @Test
    void lists_that_fail_until_the_timeout_fail_the_claim_and_expire_nothing() {
        Scenario scenario = new Scenario().policy("wait { timeout = 5m }");
        scenario.cluster.claim("a");
        scenario.cluster.watchWorks = false;
        scenario.cluster.failingFrom("list", 1, Kind.UNREACHABLE);
        RunResult result = scenario.run();
        assertThat(outcome(result, "a")).asString().contains(NOT_READY + "5m00s");
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.RETRY);
        assertThat(scenario.clock.passed()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void a_list_that_becomes_forbidden_while_waiting_ends_the_wait() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.watchWorks = false;
        scenario.cluster.failingFrom("list", 2, Kind.FORBIDDEN);
        scenario.cluster.storage("a", Storage.NEVER_READY);
        RunResult result = scenario.run();
        assertThat(outcome(result, "a"))
                .isEqualTo(
                        new Outcome.Failed(
                                "Tried to do something but failed: it is FORBIDDEN", false));
        assertThat(scenario.clock.passed()).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void a_snapshot_that_somebody_deletes_while_the_run_waits_fails_its_claim() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.clock.after(
                Duration.ofSeconds(3),
                () -> scenario.cluster.remove(scenario.cluster.snapshots().getFirst()));
        RunResult result = scenario.run();
        assertThat(outcome(result, "a"))
                .isEqualTo(
                        new Outcome.Failed(
                                "its snapshot was deleted by somebody else while the run waited for it",
                                true));
    }

    @Test
    void a_snapshot_that_is_replaced_by_another_of_its_name_fails_its_claim() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.clock.after(
                Duration.ofSeconds(3),
                () -> scenario.cluster.replace(scenario.cluster.snapshots().getFirst()));
        assertThat(outcome(scenario.run(), "a")).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void a_claim_that_is_deleted_while_the_run_waits_is_skipped() {
        Scenario scenario = new Scenario().policy("wait { timeout = 5m }");
        scenario.cluster.claim("a");
        scenario.cluster.storage("a", Storage.NEVER_CUT);
        scenario.clock.after(Duration.ofSeconds(3), () -> scenario.cluster.deleteClaim("a"));
        RunResult result = scenario.run();
        assertThat(outcome(result, "a"))
                .isEqualTo(new Outcome.Skipped("the claim was deleted meanwhile"));
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.OK);
        assertThat(result.tally().count(Tally.Heading.FAILED)).isZero();
    }

    @Test
    void a_claim_that_is_replaced_by_another_of_its_name_is_skipped() {
        Scenario scenario = new Scenario().policy("wait { timeout = 5m }");
        scenario.cluster.claim("a");
        scenario.cluster.storage("a", Storage.NEVER_CUT);
        scenario.clock.after(Duration.ofSeconds(3), () -> scenario.cluster.claim("a"));
        assertThat(outcome(scenario.run(), "a"))
                .isEqualTo(new Outcome.Skipped("the claim was deleted meanwhile"));
    }

    @Test
    void a_claim_that_is_deleted_before_its_turn_is_skipped() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a");
        scenario.cluster.before("create", 1, () -> scenario.cluster.deleteClaim("a"));
        scenario.cluster.failing("create", 1, Kind.NOT_SERVED);
        assertThat(scenario.run().exitStatus()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void a_claim_with_an_unknown_policy_fails() {
        Scenario scenario = new Scenario();
        scenario.cluster.claim("a", Map.of(Claim.POLICY_ANNOTATION, "nightly"));
        RunResult result = scenario.run();
        assertThat(outcome(result, "a")).isInstanceOf(Outcome.Failed.class);
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.FAILED);
        assertThat(scenario.cluster.count("create")).isZero();
    }

    @Test
    void a_class_that_does_not_exist_is_a_failure_whatever_the_policy_says() {
        Scenario scenario = new Scenario().policy("unsupported = skip");
        scenario.cluster.claim("a", Map.of(Claim.CLASS_ANNOTATION, "gone"));
        RunResult result = scenario.run();
        assertThat(outcome(result, "a"))
                .isEqualTo(new Outcome.Failed("the snapshot class gone does not exist", false));
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void an_unsupported_claim_fails_or_is_skipped_as_its_policy_says() {
        for (boolean fail : new boolean[] {true, false}) {
            Scenario scenario = new Scenario().policy("unsupported = " + (fail ? "fail" : "skip"));
            scenario.cluster.claim("a");
            scenario.cluster.withoutClasses();
            RunResult result = scenario.run();
            assertThat(result.exitStatus()).isEqualTo(fail ? ExitStatus.FAILED : ExitStatus.OK);
            assertThat(result.tally().count(Tally.Heading.FAILED)).isEqualTo(fail ? 1 : 0);
            assertThat(result.tally().count(Tally.Heading.UNSUPPORTED)).isEqualTo(fail ? 0 : 1);
        }
    }

    @Test
    void a_policy_that_selects_nothing_is_a_failure_unless_it_says_otherwise() {
        Scenario scenario = new Scenario().policy("select { claims = [\"b\"] } }, { name = rest");
        scenario.cluster.claim("a");
        RunResult result = scenario.run();
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.OK);

        Scenario strict =
                new Scenario()
                        .policy("select { claims = [\"b\"] }, requireMatch = true },{ name = rest");
        strict.cluster.claim("a");
        RunResult strictly = strict.run();
        assertThat(strictly.exitStatus()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome(strictly, "a")).isInstanceOf(Outcome.Ready.class);
    }

    static Job job(Instant started, Duration activeDeadline) {
        return new Job(
                "this-run",
                started,
                Optional.of(started),
                Optional.of(activeDeadline),
                Optional.of(started));
    }
}
