package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People change claims and snapshots while a run waits. */
class MeddlingIT {
    private static final String RETAIN_ONE = "retain { last = 1 }, wait { timeout = 60s }";

    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    @RegisterExtension final FaultScene scene = new FaultScene(BED);

    /** A run that waits for some seconds, by now. */
    private ProgramRun waiting() {
        scene.claims("data");
        scene.useClass("data", BED.snapshotClass("slow", Map.of("readyAfter", "6s")));
        return scene.run(0, RETAIN_ONE).logged("Asked for a snapshot");
    }

    private static void withoutFinalizers(String kind, String name) {
        BED.kubectl(
                "patch", kind, name, "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}");
    }

    @Test
    void a_claim_that_is_deleted_and_made_anew_in_mid_run_is_skipped_and_keeps_what_it_had() {
        scene.claims("well", "data");
        String failing = BED.snapshotClass("failing", Map.of("failWith", "UNAVAILABLE: busy"));
        scene.useClass("data", failing);
        String before = scene.latestOf("data");
        ProgramRun run =
                scene.run(0, "retain { last = 1 }, wait { timeout = 12s }")
                        .logged("Snapshot is ready");
        BED.kubectl("delete", "pvc", "data", "--wait=false");
        withoutFinalizers("pvc", "data");
        BED.until("it is gone", () -> BED.kubectlAnyway("get", "pvc", "data").isEmpty());
        BED.claims("data");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.reasons()).contains("the claim was deleted meanwhile");
        assertThat(BED.snapshotNames()).contains(before);
    }

    @Test
    void a_snapshot_that_is_held_while_the_run_waits_stays() {
        ProgramRun run = waiting();
        String old = TestBed.name(scene.snapshotsOf("data").getFirst());
        BED.kubectl("label", "vs", old, "pvc-snapshotter.io/hold=audit");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.ending()).contains("1 ready", "0 expired");
        assertThat(BED.snapshotNames()).contains(old);
    }

    @Test
    void a_snapshot_that_a_restore_begins_to_use_while_the_run_waits_stays() {
        ProgramRun run = waiting();
        String old = TestBed.name(scene.snapshotsOf("data").getFirst());
        BED.stop("csi-provisioner");
        BED.apply(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: restored, annotations: {pvc-snapshotter.io/snapshot: "false"}}
                spec:
                  accessModes: [ReadWriteOnce]
                  resources: {requests: {storage: 1Gi}}
                  dataSource: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: %s}
                """
                        .formatted(old));
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.ending()).contains("1 ready", "0 expired");
        assertThat(BED.get("vs", old).getAsJsonObject("metadata").has("deletionTimestamp"))
                .isFalse();
        BED.start("csi-provisioner");
        BED.until(
                "the restore succeeds",
                () -> BED.get("pvc", "restored").toString().contains("\"phase\":\"Bound\""));
    }

    @Test
    void a_new_snapshot_that_somebody_deletes_while_the_run_waits_fails_its_claim() {
        ProgramRun run = waiting();
        BED.kubectl("delete", "vs", scene.latestOf("data"), "--wait=false");
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
        assertThat(run.reasons())
                .anyMatch(each ->
                        each.matches("its snapshot (was|is being) deleted by somebody else.*"));
        assertThat(run.ending()).contains("0 ready, 1 failed", "0 expired");
    }

    @Test
    void an_old_snapshot_that_somebody_deletes_while_the_run_waits_is_no_failure() {
        ProgramRun run = waiting();
        BED.kubectl("delete", "vs", TestBed.name(scene.snapshotsOf("data").getFirst()));
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.ending()).contains("1 ready", "0 expired");
    }
}
