package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to {@code restore --in-place} when something else goes on at that moment. */
class RestoreDisturbedIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private static final String WAITS_FOR_COPY = "nothing is deleted before";

    private RestoreScene scene;

    @BeforeEach
    void two_people() {
        scene = RestoreScene.in(BED);
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }

    /** A step at which it waits, and what makes it wait there until it is let go. */
    private enum Moment {
        COPY(WAITS_FOR_COPY) {
            @Override
            void hold() {
                BED.freeze("csi-snapshotter");
            }

            @Override
            void letGo() {
                BED.thaw("csi-snapshotter");
            }
        },
        GONE("Wait until the claim is gone") {
            @Override
            void hold() {
                finalizer(
                        "{\"op\": \"add\", \"path\": \"/metadata/finalizers/0\", \"value\": \"test/keep\"}");
            }

            @Override
            void letGo() {
                finalizer("{\"op\": \"remove\", \"path\": \"/metadata/finalizers/0\"}");
            }
        },
        BOUND("Wait until the claim data-db-1 is Bound") {
            @Override
            void hold() {
                BED.freeze("csi-provisioner");
            }

            @Override
            void letGo() {
                BED.thaw("csi-provisioner");
            }
        };

        private final String step;

        Moment(String step) {
            this.step = step;
        }

        abstract void hold();

        abstract void letGo();

        private static void finalizer(String change) {
            BED.kubectl(
                    "patch", "pvc", RestoreScene.CLAIM, "--type=json", "-p", "[" + change + "]");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_api_server_that_is_away_for_some_seconds_is_waited_for(Moment moment) {
        scene.statefulSet("");
        moment.hold();
        ProgramRun run = scene.startedUntil(moment.step, "--in-place");
        BED.stop("kube-apiserver");
        pass(Duration.ofSeconds(12));
        BED.start("kube-apiserver");
        moment.letGo();
        RestoreScene.assertEnded(run);
        assertThat(RestoreScene.said(run))
                .contains("does not answer", "It is tried again until it succeeds.");
        assertThat(scene.file()).hasContent("good");
        scene.assertAllIsPutAway();
    }

    @Test
    void while_the_api_server_is_away_a_person_can_stop_it() {
        scene.statefulSet("");
        Moment.COPY.hold();
        ProgramRun run = scene.startedUntil(WAITS_FOR_COPY, "--in-place");
        BED.stop("kube-apiserver");
        BED.until("it says so", () -> RestoreScene.said(run).contains("It is tried again"));
        run.terminate();
        assertThat(run.ended().exitStatus()).isEqualTo(143);
        assertThat(RestoreScene.said(run)).contains("The restore was stopped.", "To go on:");
        BED.start("kube-apiserver");
        Moment.COPY.letGo();
        RestoreScene.assertEnded(scene.start(scene.colleague(), "--in-place"));
        assertThat(scene.file()).hasContent("good");
        scene.assertAllIsPutAway();
    }

    @Test
    void a_chosen_snapshot_that_somebody_deletes_is_named_and_the_claim_stays() {
        scene.statefulSet("");
        String claim = scene.uid();
        Moment.COPY.hold();
        ProgramRun run = scene.startedUntil(WAITS_FOR_COPY, "--in-place");
        BED.kubectl("delete", "volumesnapshot", "good", "--wait=false");
        assertChosenIsGone(run);
        Moment.COPY.letGo();
        assertThat(scene.uid()).isEqualTo(claim);
        RestoreScene.assertEnded(scene.start(scene.colleague(), "--undo"));
        assertThat(scene.uid()).isEqualTo(claim);
        assertThat(scene.file()).hasContent("bad");
        scene.assertWorkloadAndClaimAreAsBefore();
    }

    private static void assertChosenIsGone(ProgramRun run) {
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
        assertThat(RestoreScene.said(run))
                .contains(
                        "Refused: The snapshot good is being deleted, or not ready any more.",
                        "Go back with --undo, and choose another one.");
    }

    @Test
    void a_chosen_snapshot_that_somebody_deletes_when_the_claim_is_gone_costs_nothing() {
        scene.statefulSet("");
        Moment.GONE.hold();
        ProgramRun run = scene.startedUntil(Moment.GONE.step, "--in-place");
        run.kill();
        assertThat(run.ended().exitStatus()).isEqualTo(137);
        Moment.GONE.letGo();
        BED.kubectl("delete", "volumesnapshot", "good", "--wait=false");
        assertChosenIsGone(scene.start(scene.person(), "--in-place"));
        RestoreScene.assertEnded(scene.start(scene.colleague(), "--undo"));
        assertThat(scene.file()).hasContent("bad");
        scene.assertWorkloadAndClaimAreAsBefore();
    }

    @Test
    void scheduled_runs_at_that_moment_expire_neither_the_chosen_snapshot_nor_the_copy() {
        scene.statefulSet("");
        assertDone(run("first", 30));
        String chosen = newestOfTheProgram();
        scene.write("worse");
        BED.freeze("csi-snapshotter");
        ProgramRun cut = scene.startedUntil(WAITS_FOR_COPY, "--in-place", "--snapshot", chosen);
        cut.kill();
        cut.ended();
        BED.thaw("csi-snapshotter");
        assertDone(run("second", 20));
        assertThat(BED.snapshotNames()).contains(chosen);
        ProgramRun beside = run("third", 10);
        RestoreScene.assertEnded(scene.start(scene.colleague(), "--in-place"));
        assertDone(beside);
        assertThat(scene.file()).hasContent("bad");
        scene.assertWorkloadAndClaimAreAsBefore();
        assertDone(run("fourth", 5));
        RestoreScene.assertEnded(scene.start(scene.colleague(), "--undo"));
        assertThat(scene.file()).hasContent("worse");
    }

    private static ProgramRun run(String job, int minutesAgo) {
        Map<String, String> environment =
                BED.scheduledJob(
                        job,
                        Instant.now()
                                .truncatedTo(ChronoUnit.MINUTES)
                                .minus(minutesAgo, ChronoUnit.MINUTES));
        return BED.program(
                environment,
                "snapshot",
                "--config",
                BED.configuration("limits { settle = 0h }", "retain { last = 1 }"));
    }

    private static void assertDone(ProgramRun run) {
        assertThat(run.exitStatus()).as(run::toString).isZero();
    }

    private static String newestOfTheProgram() {
        return BED.snapshotNames().stream()
                .filter(each -> each.startsWith("data-db-1-2"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void two_people_who_restore_at_the_same_moment_do_not_hinder_each_other() {
        scene.statefulSet("");
        String claim = scene.uid();
        ProgramRun one = scene.start(scene.person(), "--in-place");
        ProgramRun two = scene.start(scene.colleague(), "--in-place");
        RestoreScene.assertEnded(one);
        RestoreScene.assertEnded(two);
        assertThat(scene.uid()).isNotEqualTo(claim);
        assertThat(scene.file()).hasContent("good");
        scene.assertAllIsPutAway();
        RestoreScene.assertEnded(scene.start(scene.person(), "--undo"));
        assertThat(scene.file()).hasContent("bad");
    }

    @Test
    void one_who_restores_and_one_who_goes_back_at_the_same_moment_lose_nothing() {
        scene.statefulSet("");
        Moment.COPY.hold();
        ProgramRun one = scene.startedUntil(WAITS_FOR_COPY, "--in-place");
        one.pause(); // Else it may look while the other is not done yet, and says just that.
        RestoreScene.assertEnded(scene.start(scene.colleague(), "--undo"));
        one.goOn();
        assertThat(one.exitStatus()).as(one::toString).isEqualTo(73);
        assertThat(RestoreScene.said(one)).contains("Somebody else has undone this restore");
        Moment.COPY.letGo();
        BED.until(
                "the first copy is ready",
                () -> BED.snapshots().stream().allMatch(TestBed::isReady));
        RestoreScene.assertEnded(scene.start(scene.colleague(), "--in-place"));
        assertThat(scene.file()).hasContent("good");
        scene.assertAllIsPutAway();
        RestoreScene.assertEnded(scene.start(scene.colleague(), "--undo"));
        assertThat(scene.file()).hasContent("bad");
    }
}
