package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes wrong in clusters: storage, controllers, classes, quotas. */
class FaultsIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    private static final Instant SLOT = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    private static final String NO_SETTLING = "limits { settle = 0h }";

    private static ProgramRun started(Path configuration, int hour) {
        Map<String, String> pod =
                BED.scheduledJob("hour-" + hour, SLOT.plus(hour, ChronoUnit.HOURS));
        return BED.program(pod, "--config", configuration);
    }

    private static void useClass(String claim, String snapshotClass) {
        BED.kubectl(
                "annotate",
                "--overwrite",
                "pvc",
                claim,
                "pvc-snapshotter.io/snapshot-class=" + snapshotClass);
    }

    @Test
    void a_claim_whose_class_does_not_exist_fails_for_good_and_the_others_are_done() {
        BED.claims("good", "bad");
        useClass("bad", "gone");
        ProgramRun run = started(BED.policy(""), 0);
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
        assertThat(run.reasons()).contains("the snapshot class gone does not exist");
        assertThat(run.ending()).contains("1 ready, 1 failed");
        assertThat(BED.snapshots()).hasSize(1);
    }

    @Test
    void a_driver_that_fails_a_few_times_is_waited_for() {
        String flaky =
                BED.snapshotClass(
                        "flaky",
                        Map.of("failWith", "UNAVAILABLE: the storage is busy", "failTimes", "2"));
        BED.claims("data");
        ProgramRun run = started(BED.policy("snapshotClass = " + flaky), 0);
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(BED.snapshots()).allMatch(TestBed::isReady);
    }

    @Test
    void a_driver_that_always_fails_is_named_with_its_error_and_everything_older_is_still_there() {
        BED.claims("data", "well");
        Path configuration =
                BED.configuration(NO_SETTLING, "retain { last = 1 }, wait { timeout = 6s }");
        for (int hour = -2; hour < 0; hour++) {
            assertThat(started(configuration, hour).exitStatus()).isZero();
        }
        Set<String> before = BED.snapshotNames();
        useClass(
                "data",
                BED.snapshotClass(
                        "full", Map.of("failWith", "RESOURCE_EXHAUSTED: the pool is full")));
        ProgramRun run = started(configuration, 0);
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
        assertThat(run.reasons())
                .anyMatch(each ->
                        each.matches("its snapshot is not ready after \\ds: .*the pool is full.*"));
        assertThat(BED.snapshotNames())
                .containsAll(before.stream().filter(each -> each.startsWith("data-")).toList());
        assertThat(run.ending()).contains("1 ready, 1 failed");
    }

    @Test
    void a_claim_that_never_becomes_ready_fails_at_the_timeout_and_loses_nothing() {
        BED.claims("data");
        Path configuration =
                BED.configuration(NO_SETTLING, "retain { last = 1 }, wait { timeout = 6s }");
        assertThat(started(configuration, -1).exitStatus()).isZero();
        Set<String> before = BED.snapshotNames();
        useClass("data", BED.snapshotClass("never", Map.of("never", "true")));
        ProgramRun run = started(configuration, 0);
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
        assertThat(run.reasons()).anyMatch(each -> each.contains("still uploading"));
        assertThat(BED.snapshotNames()).hasSize(2).containsAll(before);
        assertThat(BED.snapshots().stream().filter(TestBed::isReady)).hasSize(1);
    }

    @Test
    void without_the_sidecar_the_run_says_that_nobody_answers_for_the_driver() {
        BED.claims("data");
        BED.stop("csi-snapshotter");
        ProgramRun run = started(BED.policy("wait { timeout = 6s }"), 0);
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
        assertThat(run.reasons())
                .anyMatch(each ->
                        each.endsWith(
                                "no CSI sidecar answers for the driver csi.testbed.pvc-snapshotter.io, or its CreateSnapshot hangs"));
        Set<String> names = BED.snapshotNames();
        ProgramRun next =
                started(BED.policy("wait { timeout = 60s }"), 1)
                        .logged("Use a snapshot that exists");
        BED.start("csi-snapshotter");
        assertThat(next.exitStatus()).as(next::toString).isZero();
        assertThat(BED.snapshotNames())
                .as("the next run adopts what was not taken")
                .isEqualTo(names);
    }

    @Test
    void without_the_snapshot_controller_the_run_says_so() {
        BED.claims("data");
        BED.stop("snapshot-controller");
        ProgramRun run = started(BED.policy("wait { timeout = 6s }"), 0);
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
        assertThat(run.reasons())
                .anyMatch(each ->
                        each.endsWith(
                                "it has no status, so the snapshot-controller is not running"));
    }

    @Test
    void a_quota_that_is_used_up_fails_for_good_and_nothing_makes_room() {
        BED.claims("data");
        Path configuration = BED.configuration(NO_SETTLING, "retain { last = 1 }");
        assertThat(started(configuration, -1).exitStatus()).isZero();
        Set<String> before = BED.snapshotNames();
        BED.kubectl(
                "create",
                "quota",
                "snapshots",
                "--hard=count/volumesnapshots.snapshot.storage.k8s.io=1");
        BED.until(
                "the quota is counted",
                () ->
                        BED.get("quota", "snapshots")
                                .getAsJsonObject("status")
                                .toString()
                                .contains("used"));
        ProgramRun run = started(configuration, 0);
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
        assertThat(run.reasons()).anyMatch(each -> each.contains("exceeded quota"));
        assertThat(BED.snapshotNames()).isEqualTo(before);
    }

    @Test
    void an_api_server_that_freezes_for_some_seconds_does_no_harm() {
        String slow = BED.snapshotClass("slow", Map.of("readyAfter", "5s"));
        BED.claims("data");
        ProgramRun run =
                started(BED.policy("snapshotClass = " + slow), 0).logged("Asked for a snapshot");
        BED.freeze("kube-apiserver");
        await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
        BED.thaw("kube-apiserver");
        assertThat(run.exitStatus()).as(run::toString).isZero();
    }

    @Test
    void a_claim_that_is_deleted_while_the_run_waits_is_skipped() {
        String never = BED.snapshotClass("never", Map.of("failWith", "UNAVAILABLE: busy"));
        BED.claims("data", "goes");
        useClass("goes", never);
        ProgramRun run =
                started(BED.policy("wait { timeout = 12s }"), 0).logged("Snapshot is ready");
        BED.kubectl("delete", "pvc", "goes", "--wait=false");
        BED.kubectl(
                "patch",
                "pvc",
                "goes",
                "--type=merge",
                "-p",
                "{\"metadata\":{\"finalizers\":null}}");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.reasons()).contains("the claim was deleted meanwhile");
    }

    @Test
    void a_namespace_that_is_being_deleted_is_no_failure() {
        BED.claims("data");
        BED.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: keeps-the-namespace, finalizers: [example.com/keep]}
                """);
        Map<String, String> pod = Map.of("KUBECONFIG", BED.kubeconfig().toString());
        BED.kubectl("delete", "namespace", BED.namespace(), "--wait=false");
        ProgramRun run =
                BED.program(pod, "--config", BED.policy(""), "--install-namespace", BED.namespace())
                        .ended();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        BED.kubectl(
                "patch",
                "configmap",
                "keeps-the-namespace",
                "--type=merge",
                "-p",
                "{\"metadata\":{\"finalizers\":null}}");
    }
}
