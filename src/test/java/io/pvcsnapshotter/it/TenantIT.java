package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody does who may write in one namespace, by mistake or not. */
class TenantIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    @RegisterExtension final FaultScene scene = new FaultScene(BED);

    private ProgramRun command(String command) {
        return BED.program(
                        Map.of(),
                        command,
                        "--config",
                        scene.configuration("retain { last = 1 }"),
                        "--install-namespace",
                        BED.namespace())
                .ended();
    }

    /** With all of our labels and annotations, of which this one is as somebody likes it. */
    private static void forge(String name, String annotation, String value) {
        JsonObject annotations = new JsonObject();
        annotations.addProperty("pvc-snapshotter.io/claim", "data");
        annotations.addProperty("pvc-snapshotter.io/claim-uid", "1");
        annotations.addProperty("pvc-snapshotter.io/run-uid", "1");
        annotations.addProperty("pvc-snapshotter.io/nominal-time", "2026-01-01T00:00:00Z");
        annotations.addProperty("pvc-snapshotter.io/retention", "last=1");
        annotations.addProperty("pvc-snapshotter.io/time-zone", "Etc/UTC");
        annotations.addProperty("pvc-snapshotter.io/" + annotation, value);
        BED.apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata:
                  name: %s
                  labels:
                    app.kubernetes.io/managed-by: pvc-snapshotter
                    pvc-snapshotter.io/instance: %s
                    pvc-snapshotter.io/claim: data
                    pvc-snapshotter.io/policy: all
                    pvc-snapshotter.io/job: job
                    pvc-snapshotter.io/trigger: scheduled
                  annotations: %s
                spec: {source: {persistentVolumeClaimName: data}, volumeSnapshotClassName: testbed}
                """
                        .formatted(name, BED.namespace(), annotations));
    }

    @ParameterizedTest(name = "nominal-time {0}")
    @ValueSource(
            strings = {
                "+1000000000-01-01T00:00:00Z",
                "-1000000000-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59.999999999Z",
                "-999999999-01-01T00:00:00Z"
            })
    void a_forged_snapshot_with_an_impossible_time_is_foreign_and_stops_nothing(String time) {
        scene.claims("data");
        forge("forged", "nominal-time", time);
        forge("forged-since", "retention-since", time);
        ProgramRun plan = command("plan");
        assertThat(plan.exitStatus()).as(plan::toString).isZero();
        assertThat(plan.out())
                .anyMatch(each -> each.startsWith(BED.namespace() + "/forged is not ours: "));
        ProgramRun status = command("status");
        assertThat(status.exitStatus()).as(status::toString).isZero();
        ProgramRun run = scene.run(0, "retain { last = 1 }");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.ending()).contains("1 ready", "1 expired");
        BED.kubectl("delete", "vs", "forged", "forged-since");
    }

    /** The most annotations that the API server takes: a page of the list has 60 MB. */
    @Test
    void claims_with_the_most_annotations_that_there_can_be_stop_nothing() {
        scene.claims("data");
        for (int from = 0; from < 250; from += 25) {
            StringBuilder claims = new StringBuilder();
            for (int i = from; i < from + 25; i++) {
                claims.append(
                        """
                        ---
                        apiVersion: v1
                        kind: PersistentVolumeClaim
                        metadata: {name: large-%d, annotations: {note: "%s"}}
                        spec: {storageClassName: "", accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                        """
                                .formatted(i, "x".repeat(250_000)));
            }
            BED.create(claims.toString());
        }
        ProgramRun run =
                BED.program(
                        limited(scene.pod(0)),
                        "--config",
                        scene.configuration("retain { last = 1 }"));
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.ending()).contains("1 ready", "1 expired");
        ProgramRun plan =
                BED.program(
                                limited(Map.of()),
                                "plan",
                                "--config",
                                scene.configuration("retain { last = 1 }"),
                                "--install-namespace",
                                BED.namespace())
                        .ended();
        assertThat(plan.exitStatus()).as(plan::toString).isZero();
        BED.kubectl("delete", "pvc", "--all", "--wait=false");
    }

    /** The memory limit of the manifests. */
    private static Map<String, String> limited(Map<String, String> environment) {
        Map<String, String> limited = new HashMap<>(environment);
        limited.put("JDK_JAVA_OPTIONS", "-XX:MaxRAM=256m");
        return limited;
    }

    @Test
    void a_claim_that_waits_for_a_consumer_keeps_the_snapshot_that_it_is_made_from() {
        BED.apply(
                """
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: %s-late}
                provisioner: csi.testbed.pvc-snapshotter.io
                volumeBindingMode: WaitForFirstConsumer
                """
                        .formatted(BED.namespace()));
        scene.claims("data");
        for (int hour = 0; hour < 9; hour++) {
            ProgramRun run = scene.run(hour, "retain { last = 99 }");
            assertThat(run.exitStatus()).as(run::toString).isZero();
        }
        // The last of the ten that are to go; each deletion takes two seconds.
        String last = TestBed.name(scene.snapshotsOf("data").get(9));
        try (SlowAdmission _ = new SlowAdmission(BED, "DELETE")) {
            ProgramRun run = scene.run(9, "retain { last = 1 }").logged("Expired a snapshot");
            BED.apply(
                    """
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: restored, annotations: {pvc-snapshotter.io/snapshot: "false"}}
                    spec:
                      storageClassName: %s-late
                      accessModes: [ReadWriteOnce]
                      resources: {requests: {storage: 1Gi}}
                      dataSource: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: %s}
                    """
                            .formatted(BED.namespace(), last));
            assertThat(run.exitStatus()).as(run::toString).isZero();
            assertThat(run.reasons()).contains("a claim is being restored from it");
        }
        assertThat(BED.get("vs", last).getAsJsonObject("metadata").has("deletionTimestamp"))
                .isFalse();
    }

    @Test
    void a_claim_that_names_another_installs_policy_is_not_this_ones_failure() {
        scene.claims("data", "theirs");
        BED.kubectl("annotate", "pvc", "theirs", "pvc-snapshotter.io/policy=of-install-a");
        ProgramRun run =
                BED.program(
                        scene.pod(0),
                        "--config",
                        BED.configuration("", "select { claims = [data] }"));
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.ending()).contains("1 ready");
    }

    @Test
    void a_claim_that_is_opted_out_and_deleted_can_go_although_its_snapshot_was_never_taken() {
        scene.claims("data");
        String hangs = BED.snapshotClass("hangs", Map.of("cutAfter", "100h"));
        scene.useClass("data", hangs);
        ProgramRun first = scene.run(0, "wait.timeout = 5s");
        assertThat(first.exitStatus()).as(first::toString).isEqualTo(75);
        BED.kubectl("annotate", "pvc", "data", "pvc-snapshotter.io/snapshot=false");
        BED.kubectl("delete", "pvc", "data", "--wait=false");
        ProgramRun plan =
                BED.program(
                                Map.of(),
                                "plan",
                                "--now",
                                Instant.now().plus(2, ChronoUnit.HOURS).toString(),
                                "--config",
                                scene.configuration("retain { last = 1 }"),
                                "--install-namespace",
                                BED.namespace())
                        .ended();
        assertThat(plan.exitStatus()).as(plan::toString).isZero();
        assertThat(plan.out()).anyMatch(each -> each.contains("remove"));
    }

    /** A VolumeSnapshot names its source; what was asked for the old claim is cut from the new. */
    @Test
    void what_is_cut_from_a_claim_that_was_made_anew_never_passes_for_the_old_ones_data() {
        scene.claims("data");
        BED.stop("snapshot-controller");
        ProgramRun run = scene.run(0, "wait.timeout = 60s").logged("Asked for a snapshot");
        BED.kubectl("delete", "pvc", "data");
        BED.claims("data");
        BED.start("snapshot-controller");
        assertThat(run.ended().ending()).as(run::toString).contains("0 ready");
        ProgramRun status = command("status");
        assertThat(status.out())
                .anyMatch(each -> each.contains("no snapshot is ready"))
                .filteredOn(each -> each.contains(scene.latestOf("data")))
                .allMatch(each -> each.contains("is not ours: it was taken after"));
    }
}
