package io.pvcsnapshotter.run;

import static io.pvcsnapshotter.run.Scenario.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.cluster.ApiFailures;
import io.pvcsnapshotter.cluster.Area;
import io.pvcsnapshotter.cluster.SnapshotChange;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.run.FakeCluster.Storage;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loop of a run: what it makes of what it hears. */
class TakingTest {
    private final Scenario scenario = new Scenario().policy("wait { timeout = 10m }");
    private final FakeCluster cluster = scenario.cluster;

    private void hear(long second, SnapshotChange change) {
        scenario.clock.after(
                Duration.ofSeconds(second), () -> scenario.clock.post(new Message.Changed(change)));
    }

    private static SnapshotChange blind(String namespace, Kind kind) {
        return new SnapshotChange.Blind(new Area.Namespace(namespace), ApiFailures.of(kind));
    }

    private long finished(String claim) {
        return scenario.heard.stream().filter(each -> each.startsWith("finished " + claim)).count();
    }

    @Test
    void what_a_claim_waits_for_is_told_once_and_again_when_it_changes() {
        cluster.claim("a");
        cluster.storage("a", Storage.NEVER_READY);
        scenario.run();
        assertThat(scenario.waits).containsExactly("a: being taken", "a: uploading");
    }

    @Test
    void a_place_in_flight_is_held_until_the_storage_has_cut_the_snapshot() {
        scenario.settings("limits { inFlight = 1 }");
        cluster.claim("a");
        cluster.claim("b");
        cluster.storage("a", Storage.NEVER_READY);
        cluster.before(
                "create",
                2,
                () ->
                        assertThat(cluster.snapshotsOf("a"))
                                .allMatch(each -> each.takenAt().isPresent()));
        RunResult result = scenario.run();
        assertThat(outcome(result, "b"))
                .isEqualTo(new Outcome.Ready(TestClock.START.plusSeconds(2)));
    }

    @Test
    void a_place_is_free_again_when_a_snapshot_is_refused() {
        scenario.settings("limits { inFlight = 1 }");
        cluster.claim("a");
        cluster.claim("b");
        cluster.failing("create", 1, Kind.DENIED);
        assertThat(outcome(scenario.run(), "b")).isInstanceOf(Outcome.Ready.class);
        assertThat(scenario.clock.passed()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void a_list_from_before_a_snapshot_was_made_is_no_deletion() {
        cluster.claim("a");
        hear(2, new SnapshotChange.Listed(Area.EVERYWHERE, List.of()));
        assertThat(outcome(scenario.run(), "a")).isInstanceOf(Outcome.Ready.class);
        assertThat(cluster.count("get")).isEqualTo(1);
    }

    @Test
    void the_list_of_another_namespace_says_nothing() {
        cluster.claim("a");
        hear(2, new SnapshotChange.Listed(new Area.Namespace("bank"), List.of()));
        assertThat(outcome(scenario.run(), "a")).isInstanceOf(Outcome.Ready.class);
        assertThat(cluster.count("get")).isZero();
    }

    @Test
    void a_snapshot_that_is_gone_is_noticed_by_a_list_too() {
        cluster.watchWorks = false;
        cluster.claim("a");
        cluster.storage("a", Storage.NEVER_READY);
        // Only the watch of the fake tells of it, and that is silenced here.
        scenario.clock.after(
                Duration.ofSeconds(3),
                () -> {
                    scenario.clock.onTick(() -> {});
                    cluster.remove(cluster.snapshots().getFirst());
                });
        assertThat(outcome(scenario.run(), "a")).asString().contains("deleted by somebody else");
        assertThat(scenario.clock.passed()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void news_of_another_snapshot_of_that_name_is_no_deletion() {
        cluster.claim("a");
        scenario.clock.after(
                Duration.ofSeconds(2),
                () -> {
                    Snapshot mine = cluster.snapshots().getFirst();
                    scenario.clock.post(
                            new Message.Changed(new SnapshotChange.Gone(mine.name(), "other")));
                });
        assertThat(outcome(scenario.run(), "a")).isInstanceOf(Outcome.Ready.class);
    }

    @Test
    void who_could_not_look_lately_does_not_guess_what_is_wrong() {
        cluster.watchWorks = false;
        cluster.claim("a");
        cluster.storage("a", Storage.NEVER_READY);
        cluster.failingFrom("list", 1, Kind.UNREACHABLE);
        assertThat(outcome(scenario.run(), "a"))
                .isEqualTo(
                        new Outcome.Failed(
                                "its snapshot is not ready after 10m00s: it could not be looked at: it is UNREACHABLE",
                                true));
    }

    @Test
    void to_be_blind_elsewhere_is_no_diagnosis() {
        cluster.claim("a");
        cluster.storage("a", Storage.NEVER_READY);
        hear(599, blind("bank", Kind.UNREACHABLE));
        assertThat(outcome(scenario.run(), "a")).asString().contains("still uploading");
    }

    /** Its rights go with a namespace that is deleted. */
    @Test
    void a_namespace_that_may_no_longer_be_listed_does_not_fail_the_others() {
        cluster.watchWorks = false;
        cluster.claim("a");
        cluster.storage("a", Storage.readyAfter(Duration.ofMinutes(5)));
        for (int second = 10; second < 300; second += 10) {
            hear(second, blind("bank", Kind.FORBIDDEN));
        }
        assertThat(outcome(scenario.run(), "a")).isInstanceOf(Outcome.Ready.class);
    }

    /** An API server that has lost its etcd, or has just started, answers so. */
    @Test
    void one_refusal_is_not_the_end() {
        cluster.claim("a");
        hear(2, blind("shop", Kind.UNAUTHENTICATED));
        hear(3, blind("shop", Kind.FORBIDDEN));
        assertThat(outcome(scenario.run(), "a")).isInstanceOf(Outcome.Ready.class);
    }

    @ParameterizedTest
    @CsvSource({"FORBIDDEN, FAILED", "UNAUTHENTICATED, RETRY"})
    void a_refusal_that_stays_ends_the_wait_and_only_of_another_token_is_there_hope(
            Kind refusal, ExitStatus status) {
        cluster.watchWorks = false;
        cluster.claim("a");
        for (int second = 2; second < 40; second += 2) {
            hear(second, blind("shop", refusal));
        }
        cluster.failingFrom("list", 1, refusal);
        cluster.storage("a", Storage.NEVER_READY);
        RunResult result = scenario.run();
        assertThat(result.exitStatus()).isEqualTo(status);
        assertThat(scenario.clock.passed()).isEqualTo(Duration.ofSeconds(32));
        assertThat(finished("a")).isEqualTo(1);
    }

    @Test
    void no_claim_is_finished_twice() {
        cluster.claim("a");
        cluster.claim("b");
        cluster.storage("b", Storage.NEVER_READY);
        for (int second = 1; second < 20; second++) {
            scenario.clock.after(
                    Duration.ofSeconds(second),
                    () -> {
                        cluster.snapshots()
                                .forEach(each ->
                                        scenario.clock.post(
                                                new Message.Changed(
                                                        new SnapshotChange.Seen(each))));
                        scenario.clock.post(
                                new Message.Changed(
                                        new SnapshotChange.Listed(
                                                Area.EVERYWHERE, cluster.snapshots())));
                    });
        }
        scenario.run();
        assertThat(finished("a")).isEqualTo(1);
        assertThat(finished("b")).isEqualTo(1);
    }

    @Test
    void a_request_that_is_not_answered_does_not_outlast_the_time_and_its_answer_comes_too_late() {
        cluster.claim("a");
        cluster.claim("b");
        scenario.executor = task -> scenario.clock.after(Duration.ofMinutes(11), task);
        RunResult result = scenario.run();
        assertThat(outcome(result, "a"))
                .isEqualTo(
                        new Outcome.Failed(
                                "the time was up before the API server had answered the request for its snapshot",
                                true));
        assertThat(scenario.clock.passed()).isEqualTo(Duration.ofMinutes(10));
        assertThat(finished("a")).isEqualTo(1);
    }

    @Test
    void an_answer_after_the_claims_time_changes_nothing() {
        scenario.policy(
                "select { claims = [a] }, wait { timeout = 1m } }, { name = rest, requireMatch = false, wait { timeout = 10m }");
        cluster.claim("a");
        cluster.claim("b");
        cluster.storage("b", Storage.NEVER_READY);
        cluster.failing("create", 1, Kind.DENIED);
        scenario.executor =
                task ->
                        scenario.clock.after(
                                Duration.ofMinutes(scenario.executed++ == 0 ? 2 : 0), task);
        RunResult result = scenario.run();
        assertThat(outcome(result, "a")).asString().contains("the time was up");
        assertThat(finished("a")).isEqualTo(1);
    }

    @Test
    void with_taken_an_earlier_snapshot_that_is_still_not_ready_is_reported() {
        scenario.policy("wait { for = taken, timeout = 10m }");
        cluster.has(cluster.claim("a"), TestClock.START.minus(Duration.ofHours(1)), "");
        cluster.storage("a", Storage.NEVER_READY);
        RunResult result = scenario.run();
        assertThat(outcome(result, "a"))
                .asString()
                .contains("its earlier snapshot a-20260310-031700-");
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.RETRY);
    }

    @Test
    void with_taken_the_own_snapshot_of_a_long_run_is_no_earlier_one() {
        scenario.policy(
                "select { claims = [a] }, wait { for = taken, timeout = 1m } }, { name = rest, requireMatch = false, wait { timeout = 10m }");
        cluster.claim("a");
        cluster.claim("b");
        cluster.storage("a", Storage.NEVER_READY);
        cluster.storage("b", Storage.readyAfter(Duration.ofMinutes(5)));
        RunResult result = scenario.run();
        assertThat(outcome(result, "a")).isInstanceOf(Outcome.Taken.class);
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void a_retry_that_comes_too_late_waits_for_nothing_whatever_the_limit_in_flight() {
        scenario.settings("limits { inFlight = 1 }");
        scenario.job =
                Optional.of(
                        SnapshotRunTest.job(
                                TestClock.START.minus(Duration.ofMinutes(20)),
                                Duration.ofHours(2)));
        for (String name : List.of("a", "b", "c")) {
            cluster.has(cluster.claim(name), scenario.run, "");
            cluster.storage(name, Storage.NEVER_CUT);
        }
        RunResult result = scenario.run();
        assertThat(result.failures()).hasSize(3);
        assertThat(scenario.clock.passed()).isZero();
    }

    /** The controllers can be faster than the answer to us, and the watch does not tell twice. */
    @Test
    void what_is_ready_before_the_request_is_answered_is_not_missed() {
        cluster.watchWorks = false;
        cluster.claim("a");
        cluster.beforeTheAnswer =
                made ->
                        scenario.clock.post(
                                new Message.Changed(new SnapshotChange.Seen(ready(made))));
        assertThat(outcome(scenario.run(), "a")).isInstanceOf(Outcome.Ready.class);
        assertThat(scenario.clock.passed()).isZero();
    }

    private static Snapshot ready(Snapshot made) {
        return SnapshotBuilder.snapshot(made.name(), made.created())
                .withUid(made.uid())
                .withResourceVersion(made.resourceVersion() + "1")
                .withLabels(made.labels())
                .withAnnotations(made.annotations())
                .withClaim(made.claim().orElse(null))
                .withSnapshotClass(made.snapshotClass().orElse(null))
                .build();
    }
}
