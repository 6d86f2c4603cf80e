package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code restore --in-place} against the real controllers: killed after each of its writes, and
 * disturbed. No pods run here; RestoreIT has some.
 */
class RestoreInPlaceIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private static final String CLAIM = "data-db-1";

    private Path person;
    private Path colleague;

    @BeforeEach
    void people_with_the_role() {
        BED.kubectl("apply", "-k", "manifests/components/team-roles");
        person = personWithTheRole("one");
        colleague = personWithTheRole("two");
    }

    private static Path personWithTheRole(String name) {
        BED.kubectl("create", "serviceaccount", name);
        BED.kubectl(
                "create",
                "rolebinding",
                name,
                "--clusterrole=pvc-snapshotter-team-restore",
                "--serviceaccount=%s:%s".formatted(BED.namespace(), name));
        return BED.kubeconfigOf(name);
    }

    /** A set of two, whose second claim has a snapshot, and then other data. */
    private void statefulSet(String more) throws IOException {
        BED.apply(
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db}
                spec:
                  replicas: 2
                  serviceName: db
                  podManagementPolicy: Parallel
                  %s
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec: {containers: [{name: main, image: nothing}]}
                  volumeClaimTemplates:
                    - metadata: {name: data}
                      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """
                        .formatted(more));
        BED.until(
                "the claim is bound",
                () ->
                        BED.kubectl(
                                        "get",
                                        "pvc",
                                        CLAIM,
                                        "--ignore-not-found",
                                        "-o",
                                        "jsonpath={.status.phase}")
                                .equals("Bound"));
        write("good");
        BED.snapshot("good", CLAIM);
        write("bad");
    }

    private static Path file() {
        return BED.dataOf(CLAIM).resolve("file");
    }

    private static void write(String text) throws IOException {
        Files.writeString(file(), text);
    }

    private static ProgramRun start(Path who, String... arguments) {
        List<Object> line =
                new ArrayList<>(List.of("restore", CLAIM, "-n", BED.namespace(), "--yes"));
        line.addAll(Arrays.asList(arguments));
        return BED.program(Map.of("KUBECONFIG", who.toString()), line.toArray());
    }

    private static void assertEnded(ProgramRun run) {
        assertThat(run.ended().exitStatus()).as(run::toString).isZero();
    }

    private static String said(ProgramRun run) {
        return String.join(" ", run.out()).replaceAll(" +", " ");
    }

    private void assertAllIsPutAway() {
        JsonObject set = BED.get("statefulset", "db");
        assertThat(set.getAsJsonObject("spec").get("replicas").getAsInt()).isEqualTo(2);
        assertThat(set.toString()).doesNotContain("pvc-snapshotter.io/restore");
        assertThat(BED.get("pvc", CLAIM).getAsJsonObject("metadata").get("finalizers").toString())
                .doesNotContain("pvc-snapshotter.io");
        assertThat(BED.get("volumesnapshot", "good").toString())
                .doesNotContain("pvc-snapshotter.io/");
    }

    /** Kills a call when it begins its step of that number; false if it has fewer. */
    private boolean isKilledAtStep(int step, String... arguments) {
        ProgramRun run = start(person, arguments);
        String number = "%2d. ".formatted(step);
        BED.until(
                "it is at step " + step,
                () ->
                        run.hasEnded()
                                || run.out().stream().anyMatch(each -> each.startsWith(number)));
        if (run.hasEnded()) {
            return false;
        }
        run.kill();
        return run.ended().exitStatus() == 137;
    }

    @Test
    void killed_at_each_of_its_steps_it_is_ended_by_another_person() throws IOException {
        statefulSet("");
        int killed = 0;
        for (int step = 2; step < 14; step++) {
            write("bad");
            boolean cut = isKilledAtStep(step, "--in-place");
            killed += cut ? 1 : 0;
            if (cut && isOpen()) {
                assertEnded(start(colleague, "--in-place"));
            }
            assertThat(file()).hasContent("good");
            assertAllIsPutAway();
        }
        assertThat(killed).isGreaterThanOrEqualTo(8);
    }

    private static boolean isOpen() {
        return BED.get("volumesnapshot", "good").toString().contains("pvc-snapshotter.io/restore");
    }

    @Test
    void killed_at_each_of_its_steps_it_is_undone_by_another_person() throws IOException {
        statefulSet("");
        int killed = 0;
        for (int step = 2; step < 14; step++) {
            write("bad " + step);
            boolean cut = isKilledAtStep(step, "--in-place");
            killed += cut ? 1 : 0;
            assertEnded(start(colleague, "--undo"));
            assertThat(file()).hasContent("bad " + step);
            assertAllIsPutAway();
        }
        assertThat(killed).isGreaterThanOrEqualTo(8);
    }

    @Test
    void told_to_stop_it_says_what_was_done_and_what_to_type() throws IOException {
        statefulSet("");
        String never = BED.snapshotClass("never", Map.of("never", "true"));
        useClass(never);
        ProgramRun run = start(person, "--in-place");
        BED.until("it waits for the copy", () -> said(run).contains("nothing is deleted before"));
        run.terminate();
        assertThat(run.ended().exitStatus()).isEqualTo(143);
        assertThat(said(run))
                .contains(
                        "To go on: pvc-snapshotter restore data-db-1 -n %s --yes --in-place"
                                .formatted(BED.namespace()),
                        "To go back: pvc-snapshotter restore data-db-1 -n %s --undo --yes"
                                .formatted(BED.namespace()));
        assertEnded(start(colleague, "--undo"));
        assertThat(file()).hasContent("bad");
        assertAllIsPutAway();
    }

    /** The copy of what is there is taken with the class of the chosen snapshot. */
    private void useClass(String name) throws IOException {
        BED.kubectl("delete", "volumesnapshot", "good");
        write("good");
        BED.apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: good}
                spec: {volumeSnapshotClassName: %s, source: {persistentVolumeClaimName: %s}}
                """
                        .formatted(name, CLAIM));
        BED.until(
                "it is cut",
                () -> BED.get("volumesnapshot", "good").toString().contains("creationTime"));
        ready("good");
        write("bad");
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
    void who_scales_up_meanwhile_is_named_and_nothing_is_deleted() throws IOException {
        statefulSet("");
        String slow = BED.snapshotClass("slow", Map.of("readyAfter", "8s"));
        BED.kubectl("delete", "volumesnapshot", "good");
        write("good");
        BED.apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: good}
                spec: {volumeSnapshotClassName: %s, source: {persistentVolumeClaimName: %s}}
                """
                        .formatted(slow, CLAIM));
        BED.until("it is ready", () -> TestBed.isReady(BED.get("volumesnapshot", "good")));
        write("bad");
        String claim = uid();
        ProgramRun run = start(person, "--in-place");
        BED.until("it waits for the copy", () -> said(run).contains("nothing is deleted before"));
        BED.kubectl(
                "patch",
                "statefulset",
                "db",
                "--field-manager=some-operator",
                "--type=merge",
                "-p",
                "{\"spec\":{\"replicas\":2}}");
        assertThat(run.ended().exitStatus()).as(run::toString).isEqualTo(73);
        assertThat(said(run))
                .contains(
                        "some-operator has scaled the StatefulSet db up to 2 replicas although the restore needs 1",
                        "Nothing is lost.");
        assertThat(uid()).isEqualTo(claim);
        assertThat(file()).hasContent("bad");
        BED.kubectl("scale", "statefulset", "db", "--replicas=1");
        assertEnded(start(colleague, "--in-place"));
        assertThat(file()).hasContent("good");
        assertAllIsPutAway();
        assertThat(BED.snapshotNames().stream().filter(each -> each.contains("before-restore")))
                .as("the first copy may lack what was written meanwhile")
                .hasSize(2);
    }

    private static String uid() {
        return BED.kubectl("get", "pvc", CLAIM, "-o", "jsonpath={.metadata.uid}");
    }

    @Test
    void a_set_that_deletes_claims_when_it_is_scaled_down_keeps_this_one() throws IOException {
        statefulSet(
                "persistentVolumeClaimRetentionPolicy: {whenScaled: Delete, whenDeleted: Delete}");
        assertEnded(start(person, "--in-place"));
        assertThat(file()).hasContent("good");
        assertThat(
                        BED.kubectl(
                                "get",
                                "statefulset",
                                "db",
                                "-o",
                                "jsonpath={.spec.persistentVolumeClaimRetentionPolicy.whenScaled}"))
                .isEqualTo("Delete");
        assertEnded(start(person, "--undo"));
        assertThat(file()).hasContent("bad");
        assertAllIsPutAway();
    }

    @Test
    void a_full_quota_of_claims_is_no_hindrance_and_one_of_snapshots_is_found_first()
            throws IOException {
        statefulSet("");
        BED.kubectl(
                "create",
                "quota",
                "claims",
                "--hard=persistentvolumeclaims=2,requests.storage=2Gi");
        assertEnded(start(person, "--in-place"));
        assertThat(file()).hasContent("good");
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
        ProgramRun run = start(person, "--in-place");
        assertThat(run.ended().exitStatus()).as(run::toString).isEqualTo(73);
        assertThat(said(run)).contains("exceeded quota", "Make room in that quota");
        assertAllIsPutAway();
    }

    @Test
    void an_administrator_s_restore_keeps_the_old_volume_and_says_so() throws IOException {
        statefulSet("");
        String volume = BED.kubectl("get", "pvc", CLAIM, "-o", "jsonpath={.spec.volumeName}");
        ProgramRun run = start(BED.kubeconfig(), "--in-place");
        assertEnded(run);
        assertThat(said(run))
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
    void the_manifest_is_what_is_made() throws IOException {
        statefulSet("");
        List<Object> line =
                List.of("restore", CLAIM, "-n", BED.namespace(), "--in-place", "-o", "yaml");
        ProgramRun run =
                BED.program(Map.of("KUBECONFIG", person.toString()), line.toArray()).ended();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        String old = uid();
        BED.kubectl("scale", "statefulset", "db", "--replicas=1");
        BED.kubectl("delete", "pvc", CLAIM);
        BED.apply(String.join("\n", run.out()));
        BED.until(
                "it is bound",
                () ->
                        BED.kubectl("get", "pvc", CLAIM, "-o", "jsonpath={.status.phase}")
                                .equals("Bound"));
        assertThat(file()).hasContent("good");
        assertThat(BED.get("pvc", CLAIM).toString())
                .contains("\"pvc-snapshotter.io/restored-from\":\"" + old);
    }

    @Test
    void with_any_right_taken_away_it_is_refused_and_the_right_is_named() throws IOException {
        statefulSet("");
        BED.kubectl("delete", "rolebinding", "one");
        String before = BED.everything();
        ProgramRun run = start(person, "--in-place");
        assertThat(run.ended().exitStatus()).as(run::toString).isEqualTo(77);
        assertThat(run.toString())
                .contains(
                        "delete persistentvolumeclaims",
                        "patch statefulsets.apps",
                        "create volumesnapshots.snapshot.storage.k8s.io");
        assertThat(BED.everything()).isEqualTo(before);
    }
}
