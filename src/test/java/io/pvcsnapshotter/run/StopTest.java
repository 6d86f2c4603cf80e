package io.pvcsnapshotter.run;

import static io.pvcsnapshotter.run.Scenario.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.cluster.ApiFailures;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.run.FakeCluster.Storage;
import io.pvcsnapshotter.run.RunResult.RunProblem;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SIGTERM interrupts the thread of the run. */
class StopTest {
    private static final RunProblem STOPPED =
            new RunProblem("the run was stopped before it was done", true);

    private final Scenario scenario = new Scenario().policy("retain { last = 1 }");
    private final FakeCluster cluster = scenario.cluster;

    @AfterEach
    void no_interrupt_is_left_for_the_next_test() {
        Thread.interrupted();
    }

    private static void stop() {
        Thread.currentThread().interrupt();
    }

    @Test
    void a_run_that_is_stopped_while_it_waits_reports_what_it_has() {
        scenario.history(cluster.claim("a"), 3, "last=1");
        cluster.claim("b");
        cluster.storage("b", Storage.NEVER_READY);
        scenario.clock.after(Duration.ofSeconds(30), StopTest::stop);
        RunResult result = scenario.run();
        assertThat(outcome(result, "a")).isInstanceOf(Outcome.Ready.class);
        assertThat(outcome(result, "b"))
                .isEqualTo(
                        new Outcome.Failed(
                                "the run was stopped before its snapshot was ready", true));
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.RETRY);
        assertThat(cluster.count("delete")).isZero();
        assertThat(cluster.count("inventory")).isEqualTo(1);
    }

    @Test
    void a_run_that_is_stopped_asks_for_nothing_more() {
        cluster.claim("a");
        cluster.claim("b");
        cluster.claim("c");
        cluster.before("create", 1, StopTest::stop);
        RunResult result = scenario.run();
        assertThat(cluster.count("create")).isEqualTo(1);
        assertThat(outcome(result, "c"))
                .isEqualTo(new Outcome.Failed("the run was stopped before its turn", true));
    }

    @Test
    void a_request_that_fails_because_of_the_stop_is_the_last() {
        cluster.claim("a");
        cluster.claim("b");
        cluster.before("create", 1, StopTest::stop);
        cluster.failing("create", 1, Kind.UNREACHABLE);
        RunResult result = scenario.run();
        assertThat(cluster.count("create")).isEqualTo(1);
        assertThat(result.failures()).hasSize(2);
    }

    @Test
    void a_run_that_is_stopped_while_it_expires_deletes_nothing_more() {
        scenario.history(cluster.claim("a"), 4, "last=1");
        cluster.before("delete", 2, StopTest::stop);
        RunResult result = scenario.run();
        assertThat(cluster.count("delete")).isEqualTo(2);
        assertThat(result.deleted()).isEqualTo(2);
        assertThat(result.deletions())
                .filteredOn(Deletion.LeftAlone.class::isInstance)
                .hasSize(2)
                .allMatch(each -> each.toString().contains("the run was stopped"));
    }

    @Test
    void a_run_that_is_stopped_while_it_expires_has_not_succeeded() {
        scenario.history(cluster.claim("a"), 4, "last=1");
        cluster.before("delete", 2, StopTest::stop);
        RunResult result = scenario.run();
        assertThat(result.stopped()).isTrue();
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.RETRY);
        assertThat(result.problems()).containsExactly(STOPPED);
    }

    @Test
    void a_run_that_is_stopped_in_its_second_look_says_so() {
        scenario.history(cluster.claim("a"), 4, "last=1");
        cluster.before("inventory", 2, StopTest::stop);
        cluster.failing("inventory", 2, Kind.UNREACHABLE);
        RunResult result = scenario.run();
        assertThat(result.stopped()).isTrue();
        assertThat(result.problems()).contains(STOPPED);
    }

    @Test
    void a_deletion_that_the_api_server_does_not_answer_does_not_hold_up_the_report() {
        scenario.history(cluster.claim("a"), 4, "last=1");
        Thread run = Thread.currentThread();
        cluster.before(
                "delete",
                2,
                () -> {
                    run.interrupt();
                    try {
                        Thread.sleep(Duration.ofMinutes(1));
                    } catch (InterruptedException givenUp) {
                        Thread.currentThread().interrupt();
                        throw ApiFailures.of(Kind.UNREACHABLE);
                    }
                });
        scenario.executor =
                task -> {
                    if (cluster.count("inventory") < 2) {
                        task.run(); // The cluster in memory is no place for two threads.
                    } else {
                        Thread.startVirtualThread(task);
                    }
                };
        long began = System.nanoTime();
        RunResult result = scenario.run();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        assertThat(result.exitStatus()).isEqualTo(ExitStatus.RETRY);
        assertThat(result.deletions())
                .extracting(each -> each.getClass().getSimpleName())
                .containsExactly("Deleted", "Refused", "LeftAlone", "LeftAlone");
    }
}
