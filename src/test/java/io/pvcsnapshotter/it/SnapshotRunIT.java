package io.pvcsnapshotter.it;

import static io.pvcsnapshotter.testbed.TestBed.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SnapshotRunIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    private static final Instant SLOT = Instant.now().truncatedTo(ChronoUnit.MINUTES);

    private static ProgramRun scheduled(Path configuration, Instant slot) {
        String job = "nightly-" + slot.getEpochSecond() / 60;
        return BED.program(BED.scheduledJob(job, slot), "--config", configuration).ended();
    }

    private static JsonObject metadata(JsonObject object) {
        return object.getAsJsonObject("metadata");
    }

    private static Map<String, String> strings(JsonObject object, String key) {
        Map<String, String> strings = new java.util.TreeMap<>();
        metadata(object)
                .getAsJsonObject(key)
                .asMap()
                .forEach((k, v) -> strings.put(k, v.getAsString()));
        return strings;
    }

    @Test
    void
            a_scheduled_run_leaves_a_ready_snapshot_of_each_claim_with_its_name_labels_and_annotations() {
        BED.claims("data", "logs");
        Path configuration = BED.policy("retain { last = 3, daily = 7 }");
        Map<String, String> pod =
                BED.scheduledJob("nightly-1", Instant.parse("2026-11-21T04:17:00Z"));
        ProgramRun run = BED.program(pod, "--config", configuration).ended();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.ending())
                .matches("Ended the run: selected 2 of \\d+ claims: 2 ready;.* 0 expired");
        assertThat(BED.snapshots()).hasSize(2).allMatch(TestBed::isReady);
        JsonObject snapshot =
                BED.snapshots().stream()
                        .filter(each -> name(each).startsWith("data-"))
                        .findFirst()
                        .orElseThrow();
        String claimUid = metadata(BED.get("pvc", "data")).get("uid").getAsString();
        assertThat(name(snapshot)).matches("data-20261121-041700-[0-9a-f]{8}");
        assertThat(strings(snapshot, "labels"))
                .isEqualTo(
                        Map.of(
                                "app.kubernetes.io/managed-by", "pvc-snapshotter",
                                "pvc-snapshotter.io/instance", BED.namespace(),
                                "pvc-snapshotter.io/claim", "data",
                                "pvc-snapshotter.io/policy", "all",
                                "pvc-snapshotter.io/job", "nightly-1",
                                "pvc-snapshotter.io/trigger", "scheduled"));
        assertThat(strings(snapshot, "annotations"))
                .isEqualTo(
                        Map.of(
                                "pvc-snapshotter.io/claim", "data",
                                "pvc-snapshotter.io/claim-uid", claimUid,
                                "pvc-snapshotter.io/run-uid", pod.get("JOB_UID"),
                                "pvc-snapshotter.io/nominal-time", "2026-11-21T04:17:00Z",
                                "pvc-snapshotter.io/retention", "last=3,daily=7",
                                "pvc-snapshotter.io/time-zone", "Etc/UTC"));
        assertThat(metadata(snapshot).has("ownerReferences")).isFalse();
        assertThat(snapshot.getAsJsonObject("spec").get("volumeSnapshotClassName").getAsString())
                .isEqualTo("testbed");
    }

    @Test
    void a_second_pod_of_the_same_job_ends_with_the_same_snapshots() {
        BED.claims("data");
        Path configuration = BED.policy("");
        Map<String, String> pod = BED.scheduledJob("nightly-1", SLOT);
        assertThat(BED.program(pod, "--config", configuration).exitStatus()).isZero();
        Set<String> names = BED.snapshotNames();
        ProgramRun again = BED.program(pod, "--config", configuration);
        assertThat(again.exitStatus()).isZero();
        assertThat(BED.snapshotNames()).isEqualTo(names).hasSize(1);
        assertThat(again.reasons()).contains("taken by an earlier pod of this run");
    }

    @Test
    void two_pods_of_the_same_job_at_the_same_time_take_one_snapshot_of_each_claim() {
        BED.claims("a", "b", "c");
        Path configuration = BED.policy("");
        Map<String, String> pod = BED.scheduledJob("nightly-1", SLOT);
        ProgramRun one = BED.program(pod, "--config", configuration);
        ProgramRun other = BED.program(pod, "--config", configuration);
        assertThat(one.exitStatus()).as(one::toString).isZero();
        assertThat(other.exitStatus()).as(other::toString).isZero();
        assertThat(BED.snapshots()).hasSize(3);
    }

    @Test
    void a_pod_that_is_killed_in_mid_run_is_taken_over_by_the_next() {
        String slow = BED.snapshotClass("slow", Map.of("readyAfter", "6s"));
        BED.claims("a", "b");
        Path configuration = BED.policy("snapshotClass = " + slow);
        Map<String, String> pod = BED.scheduledJob("nightly-1", SLOT);
        ProgramRun killed =
                BED.program(pod, "--config", configuration).logged("Asked for a snapshot");
        killed.kill();
        killed.ended();
        ProgramRun next = BED.program(pod, "--config", configuration);
        assertThat(next.exitStatus()).as(next::toString).isZero();
        assertThat(BED.snapshots()).hasSize(2).allMatch(TestBed::isReady);
    }

    @Test
    void a_run_that_is_terminated_reports_what_it_has_and_deletes_nothing() {
        String never = BED.snapshotClass("never", Map.of("never", "true"));
        BED.claims("data", "stuck");
        BED.kubectl("annotate", "pvc", "stuck", "pvc-snapshotter.io/snapshot-class=" + never);
        ProgramRun run =
                BED.program(
                                BED.scheduledJob("nightly-1", SLOT),
                                "--config",
                                BED.policy("retain { last = 1 }"))
                        .logged("Snapshot is ready");
        run.terminate();
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(143);
        assertThat(run.reasons())
                .as(run::toString)
                .contains("the run was stopped before its snapshot was ready");
        assertThat(run.ending()).contains("1 ready, 1 failed");
        assertThat(BED.snapshots()).hasSize(2);
    }

    @Test
    void a_job_that_a_person_made_takes_manual_snapshots_that_do_not_count() {
        BED.claims("data");
        Path configuration =
                BED.configuration("limits { settle = 0h }", "every = 24h, retain { last = 1 }");
        assertThat(scheduled(configuration, SLOT).exitStatus()).isZero();
        ProgramRun manual =
                BED.program(BED.manualJob("by-hand"), "--config", configuration).ended();
        assertThat(manual.exitStatus()).as(manual::toString).isZero();
        assertThat(BED.snapshots()).hasSize(2);
        assertThat(BED.list("vs", "-l", "pvc-snapshotter.io/trigger=manual")).hasSize(1);
        ProgramRun soon = scheduled(configuration, SLOT.plus(1, ChronoUnit.HOURS));
        assertThat(soon.ending()).contains("0 ready, 1 not due");
        assertThat(BED.snapshots()).hasSize(2);
    }

    @Test
    void outside_a_job_a_run_is_manual() {
        BED.claims("data");
        ProgramRun run =
                BED.program(
                                Map.of(),
                                "--all",
                                "--yes",
                                "--config",
                                BED.policy(""),
                                "--install-namespace",
                                BED.namespace())
                        .ended();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(strings(BED.snapshots().getFirst(), "labels"))
                .containsEntry("pvc-snapshotter.io/trigger", "manual")
                .containsEntry("pvc-snapshotter.io/instance", BED.namespace());
    }

    @Test
    void the_configuration_is_read_from_the_cluster_where_no_file_is_given() {
        BED.claims("data");
        BED.kubectl(
                "create",
                "configmap",
                "pvc-snapshotter",
                "--from-file=snapshotter.conf=" + BED.policy(""));
        ProgramRun run =
                BED.program(
                                Map.of(),
                                "-n",
                                BED.namespace(),
                                "--yes",
                                "--install-namespace",
                                BED.namespace())
                        .ended();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(BED.snapshots()).hasSize(1);
    }

    @Test
    void the_oldest_expire_when_the_new_one_is_ready_and_not_before() {
        BED.claims("data");
        Path configuration = BED.configuration("limits { settle = 0h }", "retain { last = 2 }");
        List<Set<String>> after = new ArrayList<>();
        for (int hour = -4; hour <= 0; hour++) {
            ProgramRun run = scheduled(configuration, SLOT.plus(hour, ChronoUnit.HOURS));
            assertThat(run.exitStatus()).as(run::toString).isZero();
            BED.until(
                    "deletions are done",
                    () ->
                            BED.snapshots().stream()
                                    .noneMatch(each -> metadata(each).has("deletionTimestamp")));
            after.add(BED.snapshotNames());
        }
        assertThat(after).extracting(Set::size).containsExactly(1, 2, 2, 2, 2);
        Set<String> newestTwo = new HashSet<>(after.get(3));
        newestTwo.retainAll(after.get(4));
        assertThat(newestTwo).hasSize(1);

        String never = BED.snapshotClass("never", Map.of("never", "true"));
        BED.kubectl("annotate", "pvc", "data", "pvc-snapshotter.io/snapshot-class=" + never);
        Path impatient =
                BED.configuration(
                        "limits { settle = 0h }", "retain { last = 2 }, wait { timeout = 5s }");
        ProgramRun run = scheduled(impatient, SLOT.plus(1, ChronoUnit.HOURS));
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
        assertThat(BED.snapshotNames()).hasSize(3).containsAll(after.get(4));
        assertThat(BED.snapshots().stream().filter(TestBed::isReady)).hasSize(2);
    }

    @Test
    void a_retention_that_has_not_settled_expires_nothing() {
        BED.claims("data");
        for (int hour = -3; hour <= 0; hour++) {
            ProgramRun run =
                    scheduled(BED.policy("retain { last = 1 }"), SLOT.plus(hour, ChronoUnit.HOURS));
            assertThat(run.exitStatus()).as(run::toString).isZero();
        }
        assertThat(BED.snapshots()).hasSize(4).allMatch(TestBed::isReady);
        assertThat(BED.kubectl("get", "events", "--field-selector", "reason=ExpiryPostponed"))
                .contains(
                        BED.namespace()
                                + "/data: retention changed: 3 snapshots expire later, settling until");
    }

    @Test
    void what_is_not_ours_or_is_held_stays_and_copies_are_reported() {
        BED.claims("data");
        Path configuration = BED.configuration("limits { settle = 0h }", "retain { last = 1 }");
        scheduled(configuration, SLOT.minus(Duration.ofHours(3)));
        String held = BED.snapshotNames().iterator().next();
        BED.kubectl("label", "vs", held, "pvc-snapshotter.io/hold=");
        JsonObject copy = BED.get("vs", held);
        metadata(copy).addProperty("name", "copy-by-hand");
        BED.apply(withoutServerFields(copy));
        BED.apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: other-tool, labels: {app.kubernetes.io/managed-by: other}}
                spec: {source: {persistentVolumeClaimName: data}, volumeSnapshotClassName: testbed}
                """);
        for (int hour = -2; hour <= 0; hour++) {
            ProgramRun run = scheduled(configuration, SLOT.plus(hour, ChronoUnit.HOURS));
            assertThat(run.exitStatus()).as(run::toString).isZero();
            assertThat(run.log())
                    .anyMatch(each ->
                            each.get("level").getAsString().equals("WARN")
                                    && each.has("snapshot")
                                    && each.get("snapshot").getAsString().equals("copy-by-hand"));
        }
        BED.until("old ones are gone", () -> BED.snapshots().size() == 4);
        assertThat(BED.snapshotNames()).contains(held, "copy-by-hand", "other-tool");
    }

    private static String withoutServerFields(JsonObject object) {
        object.remove("status");
        List.of(
                        "uid",
                        "resourceVersion",
                        "creationTimestamp",
                        "finalizers",
                        "managedFields",
                        "generation")
                .forEach(metadata(object)::remove);
        return object.toString();
    }

    @Test
    void the_log_is_flat_json_and_its_last_line_has_the_exit_status() {
        BED.claims("data");
        ProgramRun run = scheduled(BED.policy(""), SLOT);
        assertThat(run.log())
                .isNotEmpty()
                .allSatisfy(each -> {
                    assertThat(each.keySet()).startsWith("timestamp", "level", "message");
                    assertThat(each.asMap().values()).allMatch(value -> value.isJsonPrimitive());
                });
        assertThat(run.log().getLast().get("exitStatus").getAsInt()).isZero();
    }
}
