package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code restore --as}, by a person who has nothing but the team's role for it. */
class RestoreBesideIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private Path person;

    @BeforeEach
    void a_person_with_the_role() throws IOException {
        BED.kubectl("apply", "-k", "manifests/components/team-roles");
        BED.kubectl("create", "serviceaccount", "restorer");
        BED.kubectl(
                "create",
                "rolebinding",
                "restorer",
                "--clusterrole=pvc-snapshotter-team-restore",
                "--serviceaccount=%s:restorer".formatted(BED.namespace()));
        person = BED.kubeconfigOf("restorer");
        BED.claims("data");
        Files.writeString(BED.dataOf("data").resolve("file"), "one");
        BED.snapshot("first", "data");
        untilTheNextSecond();
        Files.writeString(BED.dataOf("data").resolve("file"), "two");
        BED.snapshot("second", "data");
        Files.writeString(BED.dataOf("data").resolve("file"), "three");
    }

    /** The times of snapshots have no fractions. */
    private static void untilTheNextSecond() {
        Instant next = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        BED.until("the next second", () -> Instant.now().isAfter(next));
    }

    private ProgramRun restore(String... arguments) {
        List<Object> line = new ArrayList<>(List.of("restore", "data", "-n", BED.namespace()));
        line.addAll(Arrays.asList(arguments));
        return BED.program(Map.of("KUBECONFIG", person.toString()), line.toArray()).ended();
    }

    private static JsonObject claim(String name) {
        return BED.get("pvc", name);
    }

    @Test
    void the_newest_snapshot_becomes_a_second_claim_and_the_first_stays_as_it_is()
            throws IOException {
        JsonObject before = claim("data");
        ProgramRun run = restore("--as", "copy", "--yes");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.out().getLast())
                .isEqualTo("The claim copy is Bound, and the data is in it.");
        assertThat(BED.dataOf("copy").resolve("file")).hasContent("two");
        assertThat(claim("data")).isEqualTo(before);
        assertThat(claim("copy").getAsJsonObject("metadata").getAsJsonObject("annotations"))
                .matches(each ->
                        each.get("pvc-snapshotter.io/snapshot").getAsString().equals("false"));
        assertThat(BED.get("volumesnapshot", "second").toString())
                .doesNotContain("pvc-snapshotter.io/hold");
    }

    @Test
    void without_yes_it_prints_the_steps_and_changes_nothing() {
        String before = BED.everything();
        ProgramRun run = restore("--as", "copy", "--snapshot", "first");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.out())
                .startsWith(" 1. Hold the snapshot first, so that it does not expire meanwhile")
                .endsWith(
                        "Nothing was done. Add --yes to do it:",
                        "  pvc-snapshotter restore data -n %s --as copy --snapshot first --yes"
                                .formatted(BED.namespace()));
        assertThat(BED.everything()).isEqualTo(before);
    }

    @Test
    void an_earlier_time_and_a_claim_that_is_gone() throws IOException {
        String taken =
                BED.get("volumesnapshot", "first")
                        .getAsJsonObject("status")
                        .get("creationTime")
                        .getAsString();
        BED.kubectl("delete", "pvc", "data");
        ProgramRun run = restore("--as", "copy", "--before", taken, "--yes");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(BED.dataOf("copy").resolve("file")).hasContent("one");
    }

    @Test
    void a_manifest_for_those_who_keep_theirs_in_a_repository() {
        ProgramRun run = restore("--as", "copy", "--snapshot", "first", "-o", "yaml");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        BED.apply(String.join("\n", run.out()));
        BED.until(
                "it is bound",
                () ->
                        claim("copy")
                                .getAsJsonObject("status")
                                .get("phase")
                                .getAsString()
                                .equals("Bound"));
        assertThat(BED.dataOf("copy").resolve("file")).hasContent("one");
    }

    @Test
    void a_claim_that_waits_for_a_pod_is_no_failure() {
        String waiting = BED.storageClass("waiting", "volumeBindingMode: WaitForFirstConsumer");
        ProgramRun run = restore("--as", "copy", "--storage-class", waiting, "--yes");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(String.join(" ", run.out()))
                .contains("The claim copy waits for the first pod that uses it");
        assertThat(BED.get("volumesnapshot", "second").toString())
                .doesNotContain("pvc-snapshotter.io/hold");
    }

    @Test
    void a_second_call_goes_on_with_what_the_first_has_begun_although_there_is_a_newer_snapshot()
            throws IOException {
        String lame = BED.storageClass("lame", "parameters: {failWith: \"UNAVAILABLE: not yet\"}");
        ProgramRun cut =
                restore("--as", "copy", "--storage-class", lame, "--timeout", "3s", "--yes");
        assertThat(cut.exitStatus()).as(cut::toString).isEqualTo(75);
        assertThat(String.join(" ", cut.out())).contains("not yet", "To go on:");
        assertThat(BED.get("volumesnapshot", "second").toString())
                .contains("pvc-snapshotter.io/hold");
        BED.snapshot("third", "data");
        ProgramRun again =
                restore("--as", "copy", "--storage-class", lame, "--timeout", "3s", "--yes");
        assertThat(again.exitStatus()).as(again::toString).isEqualTo(75);
        assertThat(claim("copy").toString()).contains("\"second\"");
    }

    @Test
    void what_cannot_become_a_claim_is_refused_before_anything_is_done() {
        String never = BED.snapshotClass("never", Map.of("never", "true"));
        BED.apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: unfinished}
                spec: {volumeSnapshotClassName: %s, source: {persistentVolumeClaimName: data}}
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db}
                spec:
                  replicas: 0
                  serviceName: db
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec: {containers: [{name: main, image: nothing}]}
                  volumeClaimTemplates:
                    - metadata: {name: data}
                      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """
                        .formatted(never));
        BED.kubectl("create", "quota", "none", "--hard=persistentvolumeclaims=1");
        String before = BED.everything();
        refused("The snapshot unfinished is not ready", "--as", "copy", "--snapshot", "unfinished");
        refused("There is no VolumeSnapshot nosuch", "--as", "copy", "--snapshot", "nosuch");
        refused("data is the name of the claim itself", "--as", "data");
        refused("The StatefulSet db would take", "--as", "data-db-3");
        refused("The size 1Mi is less than", "--as", "copy", "--size", "1Mi");
        refused("exceeded quota", "--as", "copy");
        refused("These are ready: second, first", "--as", "copy", "--before", "2020-01-01 00:00");
        assertThat(BED.everything()).isEqualTo(before);
    }

    private void refused(String why, String... arguments) {
        List<String> line = new ArrayList<>(Arrays.asList(arguments));
        line.add("--yes");
        ProgramRun run = restore(line.toArray(String[]::new));
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
        assertThat(String.join(" ", run.out()).replaceAll(" +", " ")).contains(why);
    }

    @Test
    void each_right_that_is_missing_is_named_before_the_first_step() {
        BED.kubectl("delete", "rolebinding", "restorer");
        BED.kubectl(
                "create", "role", "some", "--verb=get,list", "--resource=persistentvolumeclaims");
        BED.kubectl(
                "create",
                "rolebinding",
                "some",
                "--role=some",
                "--serviceaccount=%s:restorer".formatted(BED.namespace()));
        ProgramRun run = restore("--as", "copy", "--yes");
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(77);
        assertThat(run.toString())
                .contains(
                        "create persistentvolumeclaims",
                        "list volumesnapshots.snapshot.storage.k8s.io",
                        "pvc-snapshotter-team-restore")
                .doesNotContain("get persistentvolumeclaims");
    }

    @Test
    void a_misused_command_line_is_64() {
        for (String[] each :
                List.of(
                        new String[] {},
                        new String[] {"--as", "copy", "--in-place"},
                        new String[] {"--as", "copy", "--snapshot", "first", "--before", "now"},
                        new String[] {"--as", "copy", "--before", "yesterday"},
                        new String[] {"--as", "Copy"},
                        new String[] {"--as", "copy", "--size", "big"})) {
            ProgramRun run = restore(each);
            assertThat(run.exitStatus()).as(run::toString).isEqualTo(64);
        }
    }
}
