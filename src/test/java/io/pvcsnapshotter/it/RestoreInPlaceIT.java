package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code restore --in-place} against the real controllers: killed after each of its writes, and
 * disturbed. No pods run here; RestoreIT has some.
 */
class RestoreInPlaceIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private static final String CLAIM = RestoreScene.CLAIM;

    private RestoreScene scene;
    private Path person;
    private Path colleague;

    @BeforeEach
    void people_with_the_role() {
        scene = RestoreScene.in(BED);
        person = scene.person();
        colleague = scene.colleague();
    }

    /** Kills a call when it begins its step of that number; false if it has fewer. */
    private boolean isKilledAtStep(int step, String... arguments) {
        ProgramRun run = scene.start(person, arguments);
        String number = "%2d. ".formatted(step);
        // A step may take a few milliseconds only.
        Awaitility.await("it is at step " + step)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofMinutes(2))
                .until(() ->
                        run.hasEnded()
                                || run.out().stream().anyMatch(each -> each.startsWith(number)));
        if (run.hasEnded()) {
            return false;
        }
        run.kill();
        return run.ended().exitStatus() == 137;
    }

    @Test
    void killed_at_each_of_its_steps_it_is_ended_by_another_person() {
        scene.statefulSet("");
        int killed = 0;
        for (int step = 2; step < 14; step++) {
            scene.write("bad");
            boolean cut = isKilledAtStep(step, "--in-place");
            killed += cut ? 1 : 0;
            if (cut && isOpen()) {
                RestoreScene.assertEnded(scene.start(colleague, "--in-place"));
            }
            assertThat(scene.file()).hasContent("good");
            scene.assertAllIsPutAway();
        }
        assertThat(killed).isGreaterThanOrEqualTo(6);
    }

    private static boolean isOpen() {
        return BED.get("volumesnapshot", "good").toString().contains("pvc-snapshotter.io/restore");
    }

    @Test
    void killed_at_each_of_its_steps_it_is_undone_by_another_person() {
        scene.statefulSet("");
        int killed = 0;
        for (int step = 2; step < 14; step++) {
            scene.write("bad " + step);
            boolean cut = isKilledAtStep(step, "--in-place");
            killed += cut ? 1 : 0;
            RestoreScene.assertEnded(scene.start(colleague, "--undo"));
            assertThat(scene.file()).hasContent("bad " + step);
            scene.assertAllIsPutAway();
        }
        assertThat(killed).isGreaterThanOrEqualTo(6);
    }

    @Test
    void told_to_stop_it_says_what_was_done_and_what_to_type() {
        scene.statefulSetWith(BED.snapshotClass("never", Map.of("never", "true")));
        ready("good");
        ProgramRun run = scene.start(person, "--in-place");
        BED.until(
                "it waits for the copy",
                () -> RestoreScene.said(run).contains("nothing is deleted before"));
        run.terminate();
        assertThat(run.ended().exitStatus()).isEqualTo(143);
        assertThat(RestoreScene.said(run))
                .contains(
                        "To go on: pvc-snapshotter restore data-db-1 -n %s --yes --in-place"
                                .formatted(BED.namespace()),
                        "To go back: pvc-snapshotter restore data-db-1 -n %s --undo --yes"
                                .formatted(BED.namespace()));
        RestoreScene.assertEnded(scene.start(colleague, "--undo"));
        assertThat(scene.file()).hasContent("bad");
        scene.assertAllIsPutAway();
    }

    /** Makes one ready in place of the storage. */
    private static void ready(String name) {
        BED.kubectl(
                "patch",
                "volumesnapshot",
                name,
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\":{\"readyToUse\":true}}");
    }

    @Test
    void who_scales_up_meanwhile_is_named_and_nothing_is_deleted() {
        scene.statefulSetWithSlowCopies("8s");
        String claim = scene.uid();
        ProgramRun run = scene.start(person, "--in-place");
        BED.until(
                "it waits for the copy",
                () -> RestoreScene.said(run).contains("nothing is deleted before"));
        BED.kubectl(
                "patch",
                "statefulset",
                "db",
                "--field-manager=some-operator",
                "--type=merge",
                "-p",
                "{\"spec\":{\"replicas\":2}}");
        assertThat(run.ended().exitStatus()).as(run::toString).isEqualTo(73);
        assertThat(RestoreScene.said(run))
                .contains(
                        "some-operator has scaled the StatefulSet db up to 2 replicas although the restore needs 1",
                        "Nothing is lost.");
        assertThat(scene.uid()).isEqualTo(claim);
        assertThat(scene.file()).hasContent("bad");
        BED.kubectl("scale", "statefulset", "db", "--replicas=1");
        RestoreScene.assertEnded(scene.start(colleague, "--in-place"));
        assertThat(scene.file()).hasContent("good");
        scene.assertAllIsPutAway();
        assertThat(BED.snapshotNames().stream().filter(each -> each.contains("before-restore")))
                .as("the first copy may lack what was written meanwhile")
                .hasSize(2);
    }

    @Test
    void a_set_that_deletes_claims_when_it_is_scaled_down_keeps_this_one() {
        scene.statefulSet(
                "persistentVolumeClaimRetentionPolicy: {whenScaled: Delete, whenDeleted: Delete}");
        RestoreScene.assertEnded(scene.start(person, "--in-place"));
        assertThat(scene.file()).hasContent("good");
        assertThat(
                        BED.kubectl(
                                "get",
                                "statefulset",
                                "db",
                                "-o",
                                "jsonpath={.spec.persistentVolumeClaimRetentionPolicy.whenScaled}"))
                .isEqualTo("Delete");
        RestoreScene.assertEnded(scene.start(person, "--undo"));
        assertThat(scene.file()).hasContent("bad");
        scene.assertAllIsPutAway();
    }

    @Test
    void a_full_quota_of_claims_is_no_hindrance_and_one_of_snapshots_is_found_first() {
        scene.statefulSet("");
        BED.kubectl(
                "create",
                "quota",
                "claims",
                "--hard=persistentvolumeclaims=2,requests.storage=2Gi");
        RestoreScene.assertEnded(scene.start(person, "--in-place"));
        assertThat(scene.file()).hasContent("good");
        int there = BED.snapshots().size();
        BED.kubectl(
                "create",
                "quota",
                "snapshots",
                "--hard=count/volumesnapshots.snapshot.storage.k8s.io=" + there);
        BED.until(
                "it is full",
                () ->
                        BED.get("quota", "snapshots")
                                .getAsJsonObject("status")
                                .toString()
                                .contains(
                                        "\"used\":{\"count/volumesnapshots.snapshot.storage.k8s.io\":\""
                                                + there));
        ProgramRun run = scene.start(person, "--in-place");
        assertThat(run.ended().exitStatus()).as(run::toString).isEqualTo(73);
        assertThat(RestoreScene.said(run)).contains("exceeded quota", "Make room in that quota");
        scene.assertAllIsPutAway();
    }

    @Test
    void an_administrator_s_restore_keeps_the_old_volume_and_says_so() {
        scene.statefulSet("");
        String volume = BED.kubectl("get", "pvc", CLAIM, "-o", "jsonpath={.spec.volumeName}");
        ProgramRun run = scene.start(BED.kubeconfig(), "--in-place");
        RestoreScene.assertEnded(run);
        assertThat(RestoreScene.said(run))
                .contains("Let the volume %s stay when its claim goes".formatted(volume));
        assertThat(BED.kubectl("get", "pv", volume, "-o", "jsonpath={.status.phase}"))
                .isEqualTo("Released");
        BED.kubectl(
                "patch",
                "pv",
                volume,
                "-p",
                "{\"spec\":{\"persistentVolumeReclaimPolicy\":\"Delete\"}}");
    }

    @Test
    void the_manifest_is_what_is_made() {
        scene.statefulSet("");
        List<Object> line =
                List.of("restore", CLAIM, "-n", BED.namespace(), "--in-place", "-o", "yaml");
        ProgramRun run =
                BED.program(Map.of("KUBECONFIG", person.toString()), line.toArray()).ended();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        String old = scene.uid();
        BED.kubectl("scale", "statefulset", "db", "--replicas=1");
        BED.kubectl("delete", "pvc", CLAIM);
        BED.apply(String.join("\n", run.out()));
        BED.until(
                "it is bound",
                () ->
                        BED.kubectl("get", "pvc", CLAIM, "-o", "jsonpath={.status.phase}")
                                .equals("Bound"));
        assertThat(scene.file()).hasContent("good");
        assertThat(BED.get("pvc", CLAIM).toString())
                .contains("\"pvc-snapshotter.io/restored-from\":\"" + old);
    }

    @Test
    void in_the_namespace_of_the_context_and_the_time_zone_of_the_person() {
        scene.statefulSet("");
        ProgramRun run =
                BED.program(
                                Map.of("KUBECONFIG", person.toString(), "TZ", "Asia/Tokyo"),
                                "restore",
                                CLAIM,
                                "--in-place")
                        .ended();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.out().getLast())
                .isEqualTo(
                        "  pvc-snapshotter restore data-db-1 --in-place -n %s --yes"
                                .formatted(BED.namespace()));
        assertThat(RestoreScene.said(run))
                .containsPattern(
                        "Hold the snapshot good of \\w{3} \\d\\d \\w{3} \\d\\d:\\d\\d \\(Asia/Tokyo\\), and note")
                .doesNotContainPattern("\\d\\dT\\d\\d:");
    }
}
