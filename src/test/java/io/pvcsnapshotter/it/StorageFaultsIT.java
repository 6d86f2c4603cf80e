package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Storage, its controllers and its classes fail. */
class StorageFaultsIT {
    private static final String RETAIN_ONE = "retain { last = 1 }, wait { timeout = 6s }";

    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    @RegisterExtension final FaultScene scene = new FaultScene(BED);

    private void failing(String claim, String error) {
        scene.useClass(claim, BED.snapshotClass("failing", Map.of("failWith", error)));
    }

    private void neverReady(String claim) {
        scene.useClass(claim, BED.snapshotClass("never", Map.of("never", "true")));
    }

    @Test
    void a_claim_whose_class_does_not_exist_fails_for_good_and_the_others_are_done() {
        scene.claims("good", "bad");
        scene.useClass("bad", "gone");
        ProgramRun run = scene.run(0, "");
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
        assertThat(run.reasons()).contains("the snapshot class gone does not exist");
        assertThat(run.ending()).contains("1 ready, 1 failed");
        assertThat(scene.snapshotsOf("good")).hasSize(2);
        assertThat(scene.snapshotsOf("bad")).hasSize(1);
    }

    @Test
    void a_run_that_passes_over_all_claims_whose_storage_has_no_snapshots_says_so() {
        BED.apply(
                """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: %1$s-nfs}
                spec:
                  accessModes: [ReadWriteOnce]
                  capacity: {storage: 1Gi}
                  storageClassName: ""
                  claimRef: {namespace: %1$s, name: data}
                  nfs: {server: nfs.example.com, path: /}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data}
                spec:
                  accessModes: [ReadWriteOnce]
                  resources: {requests: {storage: 1Gi}}
                  storageClassName: ""
                """
                        .formatted(BED.namespace()));
        BED.kubectl("wait", "--for=jsonpath={.status.phase}=Bound", "pvc/data");
        ProgramRun run = scene.run(0, "unsupported = skip");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.reasons())
                .anyMatch(each ->
                        each.startsWith("no claim can be snapshotted")
                                && each.contains("is not a CSI volume"));
        assertThat(run.ending()).contains("selected 0 of ", "1 unsupported");
        BED.kubectl("delete", "pvc", "data");
        BED.kubectl("delete", "pv", BED.namespace() + "-nfs");
    }

    @Test
    void a_class_that_is_deleted_before_its_claims_turn_fails_the_claim_for_good() {
        String slow = BED.snapshotClass("slow", Map.of("cutAfter", "6s"));
        String doomed = BED.snapshotClass("doomed", Map.of());
        scene.claims("a", "b");
        scene.useClass("a", slow);
        scene.useClass("b", doomed);
        ProgramRun run =
                BED.program(
                                scene.pod(0),
                                "--config",
                                BED.configuration(
                                        "limits { settle = 0h, inFlight = 1 }",
                                        "retain { last = 1 }"))
                        .logged("Asked for a snapshot");
        BED.kubectl("delete", "volumesnapshotclass", doomed);
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
        assertThat(run.reasons())
                .anyMatch(each ->
                        each.contains("Failed to get snapshot class") && each.contains(doomed));
        assertThat(run.ending()).contains("1 ready, 1 failed", "1 expired");
    }

    @Test
    void a_driver_that_fails_a_few_times_is_waited_for() {
        String flaky =
                BED.snapshotClass(
                        "flaky",
                        Map.of("failWith", "UNAVAILABLE: the storage is busy", "failTimes", "2"));
        scene.claims("data");
        ProgramRun run = scene.run(0, "snapshotClass = " + flaky);
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(scene.snapshotsOf("data")).hasSize(2).allMatch(TestBed::isReady);
    }

    @Test
    void a_driver_that_always_fails_is_named_with_its_error_and_nothing_of_the_claim_expires() {
        scene.claims("data", "well");
        failing("data", "RESOURCE_EXHAUSTED: the pool is full");
        ProgramRun run = scene.run(0, RETAIN_ONE);
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
        assertThat(run.reasons())
                .anyMatch(each ->
                        each.matches("its snapshot is not ready after \\ds: .*the pool is full.*"));
        assertThat(run.ending()).contains("1 ready, 1 failed", "1 expired");
        assertThat(scene.snapshotsOf("data")).hasSize(2);
    }

    /** The sidecar quotes what its driver says, but not everybody who writes a status does. */
    @Test
    void an_error_with_control_characters_stays_one_line_everywhere() {
        String forged =
                "broken\n{\"level\":\"INFO\",\"message\":\"all is well\"}\r\u001b[2K\u001b]0;title\u0007\u2028";
        scene.claims("data");
        List.of("snapshot-controller", "csi-snapshotter").forEach(BED::stop);
        ProgramRun run = scene.run(0, RETAIN_ONE).logged("Asked for a snapshot");
        JsonObject error = new JsonObject();
        error.addProperty("message", forged);
        JsonObject status = new JsonObject();
        status.add("error", error);
        JsonObject patch = new JsonObject();
        patch.add("status", status);
        BED.kubectl(
                "patch",
                "vs",
                scene.latestOf("data"),
                "--subresource=status",
                "--type=merge",
                "-p",
                patch.toString());
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
        assertThat(run.reasons()).anyMatch(each -> each.endsWith(forged));
        assertThat(String.join("", run.out())).doesNotContainPattern("[\\p{Cc}\\p{Zl}]");
        List<String> notes =
                BED.list("events.events.k8s.io").stream()
                        .filter(each -> each.toString().contains("pvc-snapshotter"))
                        .map(each -> each.get("note").getAsString())
                        .filter(each -> each.contains("all is well"))
                        .toList();
        assertThat(notes)
                .as("one on the claim, one on the Job")
                .hasSize(2)
                .noneMatch(each -> each.matches("(?s).*[\\p{Cc}\\p{Zl}].*"));
    }

    @Test
    void a_claim_that_never_becomes_ready_three_times_is_not_given_a_third_snapshot() {
        scene.claims("data");
        neverReady("data");
        for (int hour = 0; hour < 3; hour++) {
            ProgramRun run = scene.run(hour, RETAIN_ONE);
            assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
            assertThat(run.reasons()).anyMatch(each -> each.contains("still uploading"));
            assertThat(scene.snapshotsOf("data"))
                    .as("one that is good, and those that are not ready")
                    .hasSize(Math.min(hour + 2, 3));
        }
    }

    @Test
    void a_snapshot_that_is_ready_after_the_timeout_counts_for_the_retry_and_for_the_next_run() {
        String slow = BED.snapshotClass("slow", Map.of("readyAfter", "8s"));
        scene.claims("data");
        scene.useClass("data", slow);
        ProgramRun run = scene.run(0, RETAIN_ONE);
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
        String late = scene.latestOf("data");
        BED.until("it is ready", () -> TestBed.isReady(BED.get("vs", late)));
        ProgramRun retry = scene.run(0, RETAIN_ONE);
        assertThat(retry.exitStatus()).as(retry::toString).isZero();
        assertThat(retry.reasons()).contains("taken by an earlier pod of this run");
        assertThat(retry.ending()).contains("1 ready", "1 expired");
        BED.until("the older one is gone", () -> scene.snapshotsOf("data").size() == 1);
        assertThat(scene.latestOf("data")).isEqualTo(late);
    }

    @Test
    void a_leftover_that_becomes_ready_while_the_run_waits_costs_nothing() {
        String slow = BED.snapshotClass("slow", Map.of("readyAfter", "8s"));
        scene.claims("data");
        scene.useClass("data", slow);
        ProgramRun first = scene.run(0, RETAIN_ONE);
        assertThat(first.exitStatus()).as(first::toString).isEqualTo(75);
        String leftover = scene.latestOf("data");
        assertThat(TestBed.isReady(BED.get("vs", leftover))).isFalse();
        ProgramRun next = scene.run(1, "retain { last = 2 }, wait { timeout = 60s }");
        assertThat(next.exitStatus()).as(next::toString).isZero();
        assertThat(next.ending()).as("its first plan did not count on it").contains("0 expired");
        assertThat(scene.snapshotsOf("data"))
                .hasSize(3)
                .allMatch(TestBed::isReady)
                .anyMatch(each -> TestBed.name(each).equals(leftover));
    }

    @Test
    void without_the_sidecar_the_run_says_that_nobody_answers_and_the_next_adopts() {
        scene.claims("data");
        BED.stop("csi-snapshotter");
        ProgramRun run = scene.run(0, RETAIN_ONE);
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
        assertThat(run.reasons())
                .anyMatch(each ->
                        each.endsWith(
                                "no CSI sidecar answers for the driver csi.testbed.pvc-snapshotter.io, or its CreateSnapshot hangs"));
        Set<String> names = BED.snapshotNames();
        ProgramRun next =
                scene.run(1, "wait { timeout = 60s }").logged("Use a snapshot that exists");
        BED.start("csi-snapshotter");
        assertThat(next.exitStatus()).as(next::toString).isZero();
        assertThat(BED.snapshotNames()).isEqualTo(names);
    }

    @Test
    void without_the_snapshot_controller_the_run_says_so() {
        scene.claims("data");
        BED.stop("snapshot-controller");
        ProgramRun run = scene.run(0, RETAIN_ONE);
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
        assertThat(run.reasons())
                .anyMatch(each ->
                        each.endsWith(
                                "it has no status, so the snapshot-controller is not running"));
    }

    @Test
    void without_the_snapshot_crds_the_run_names_them_and_what_to_do() {
        scene.claims("data");
        List<String> parts = List.of("snapshot-controller", "csi-snapshotter");
        String crd = "volumesnapshots.snapshot.storage.k8s.io";
        String served = "[{\"op\":\"replace\",\"path\":\"/spec/versions/0/served\",\"value\":%s}]";
        parts.forEach(BED::stop);
        try {
            BED.kubectl("patch", "crd", crd, "--type=json", "-p", served.formatted("false"));
            BED.until(
                    "it is not served",
                    () -> !BED.kubectlAnyway("api-resources").contains("volumesnapshots "));
            ProgramRun run = scene.run(0, RETAIN_ONE);
            assertThat(run.exitStatus()).as(run::toString).isEqualTo(69);
            assertThat(run.ending())
                    .startsWith(
                            "Tried to list volumesnapshots in the cluster but failed: the snapshot CRDs are not installed")
                    .contains("install them");
        } finally {
            BED.kubectl("patch", "crd", crd, "--type=json", "-p", served.formatted("true"));
            BED.until(
                    "it is served",
                    () -> BED.kubectlAnyway("get", "vs", "-o", "name").contains("vol"));
            parts.forEach(BED::start);
        }
    }
}
