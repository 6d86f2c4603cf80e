package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.Relay;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run is told to stop, or killed, wherever it is; and another pod of its Job takes over. */
class InterruptionIT {
    private static final Duration LONGEST_END = Duration.ofSeconds(11);

    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    @RegisterExtension final FaultScene scene = new FaultScene(BED);

    /** Where a run is, told by what it has logged last. */
    enum Phase {
        TAKING("CREATE", "Asked for a snapshot"),
        WAITING("", "Asked for a snapshot"),
        EXPIRING("DELETE", "Expired a snapshot");

        private final String slowed;
        private final String reached;

        Phase(String slowed, String reached) {
            this.slowed = slowed;
            this.reached = reached;
        }
    }

    private Path configuration(Phase phase) {
        return BED.configuration(
                "limits { settle = 0h, inFlight = 1 }",
                phase == Phase.EXPIRING ? "retain { last = 1 }" : "retain { last = 3 }");
    }

    /** Two claims with a good snapshot each, or with three, where some shall expire. */
    private void history(Phase phase) {
        scene.claims("a", "b");
        for (int hour = phase == Phase.EXPIRING ? -3 : -1; hour < -1; hour++) {
            ProgramRun run = scene.run(hour, configuration(Phase.WAITING));
            assertThat(run.exitStatus()).as(run::toString).isZero();
        }
        scene.remember();
    }

    private ProgramRun reached(Phase phase) {
        if (phase == Phase.WAITING) {
            String slow = BED.snapshotClass("slow", Map.of("readyAfter", "6s"));
            scene.useClass("a", slow);
            scene.useClass("b", slow);
        }
        return BED.program(scene.pod(0), "--config", configuration(phase)).logged(phase.reached);
    }

    @Test
    void a_run_that_the_api_server_keeps_waiting_has_reported_before_its_jobs_time_is_over() {
        history(Phase.EXPIRING);
        Map<String, String> pod = scene.pod(0);
        String ninety = "{\"spec\":{\"activeDeadlineSeconds\":90}}";
        BED.kubectl("patch", "job", pod.get("JOB_NAME"), "--type=merge", "-p", ninety);
        long begun = System.nanoTime();
        ProgramRun run =
                BED.program(pod, "--config", configuration(Phase.EXPIRING))
                        .logged("Snapshot is ready");
        BED.freeze("kube-apiserver");
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(85));
        BED.thaw("kube-apiserver");
        assertThat(run.log())
                .extracting(each -> each.get("message").getAsString())
                .anyMatch(each -> each.startsWith("Ended the run: selected 2 of"));
    }

    @ParameterizedTest
    @EnumSource
    void a_run_that_is_told_to_stop_says_what_it_has_and_its_retry_does_the_rest(Phase phase) {
        history(phase);
        try (AutoCloseable _ = slowed(phase)) {
            ProgramRun run = reached(phase);
            run.terminate();
            long begun = System.nanoTime();
            assertThat(run.exitStatus()).as(run::toString).isEqualTo(143);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGEST_END);
            assertThat(run.ending()).as(run::toString).startsWith("Ended the run: selected 2 of");
            if (phase == Phase.EXPIRING) {
                assertThat(run.ending()).contains("2 ready").doesNotContain("6 expired");
                assertThat(run.reasons())
                        .contains("the run was stopped", "the run was stopped before it was done");
            } else {
                assertThat(run.ending()).contains("0 expired");
                assertThat(run.reasons()).anyMatch(each -> each.startsWith("the run was stopped"));
            }
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
        theRetryDoesTheRest(phase);
    }

    @Test
    void a_run_that_is_told_to_stop_while_a_deletion_is_not_answered_says_what_it_has() {
        history(Phase.EXPIRING);
        try (AutoCloseable _ = slowed(Phase.EXPIRING)) {
            ProgramRun run = reached(Phase.EXPIRING);
            BED.freeze("kube-apiserver");
            try {
                run.terminate();
                long begun = System.nanoTime();
                assertThat(run.exitStatus()).as(run::toString).isEqualTo(143);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGEST_END);
                assertThat(run.ending()).startsWith("Ended the run: selected 2 of");
            } finally {
                BED.thaw("kube-apiserver");
            }
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
        theRetryDoesTheRest(Phase.EXPIRING);
    }

    @ParameterizedTest
    @EnumSource
    void a_run_that_is_killed_leaves_nothing_that_its_retry_cannot_finish(Phase phase) {
        history(phase);
        try (AutoCloseable _ = slowed(phase)) {
            ProgramRun run = reached(phase);
            run.kill();
            assertThat(run.exitStatus()).isEqualTo(137);
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
        theRetryDoesTheRest(phase);
    }

    private static AutoCloseable slowed(Phase phase) {
        return phase.slowed.isEmpty() ? () -> {} : new SlowAdmission(BED, phase.slowed);
    }

    private void theRetryDoesTheRest(Phase phase) {
        ProgramRun retry = BED.program(scene.pod(0), "--config", configuration(phase)).ended();
        assertThat(retry.exitStatus()).as(retry::toString).isZero();
        assertThat(retry.reasons()).contains("taken by an earlier pod of this run");
        int left = phase == Phase.EXPIRING ? 1 : 2;
        for (String claim : new String[] {"a", "b"}) {
            BED.until("those that expired are gone", () -> scene.snapshotsOf(claim).size() == left);
            assertThat(scene.snapshotsOf(claim))
                    .allMatch(TestBed::isReady)
                    .filteredOn(each -> each.toString().contains("\"hour-0\""))
                    .hasSize(1);
        }
    }

    @Test
    void a_run_that_is_told_to_stop_while_it_lists_has_written_nothing() {
        scene.claims("data");
        String before = BED.everything();
        try (Relay relay = BED.relay()) {
            Map<String, String> pod = new HashMap<>(scene.pod(0));
            pod.put("KUBECONFIG", BED.kubeconfigBy(relay).toString());
            relay.keepSilent();
            ProgramRun run = BED.program(pod, "--config", scene.configuration(""));
            BED.until("it asks", relay::isAsked);
            run.terminate();
            long begun = System.nanoTime();
            assertThat(run.exitStatus()).as(run::toString).isEqualTo(143);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGEST_END);
            assertThat(run.ending()).as(run::toString).contains("the run was stopped");
        }
        assertThat(BED.everything()).isEqualTo(before);
    }
}
