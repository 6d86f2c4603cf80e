package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.Rendered;
import io.pvcsnapshotter.testbed.TestBed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an administrator does to classes, webhooks and storage without a thought of backups. */
class CarelessAdministratorIT {
    private static final String DEFAULT = "snapshot.storage.kubernetes.io/is-default-class";

    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    @RegisterExtension final FaultScene scene = new FaultScene(BED);

    private ProgramRun probe(String keys) {
        return BED.program(
                        Map.of(),
                        "status",
                        "--max-age",
                        "26h",
                        "-n",
                        BED.namespace(),
                        "--config",
                        scene.configuration(keys),
                        "--install-namespace",
                        BED.namespace())
                .ended();
    }

    @Test
    void a_second_default_class_is_a_failure_that_names_the_driver_and_the_probe_is_red() {
        scene.claims("data");
        String second = BED.snapshotClass("second", Map.of());
        BED.kubectl("annotate", "vsclass", second, DEFAULT + "=true");
        try {
            ProgramRun run = scene.run(0, "unsupported = skip");
            assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
            assertThat(run.reasons())
                    .anyMatch(each -> each.contains("has 2 default snapshot classes"));
            assertThat(probe("unsupported = skip").exitStatus()).isEqualTo(73);
        } finally {
            BED.kubectl("annotate", "vsclass", second, DEFAULT + "-");
        }
    }

    @Test
    void a_default_class_that_is_no_longer_marked_is_a_failure_and_the_probe_is_red() {
        scene.claims("data");
        BED.kubectl("annotate", "vsclass", "testbed", DEFAULT + "=false", "--overwrite");
        try {
            ProgramRun run = scene.run(0, "unsupported = skip");
            assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
            assertThat(probe("unsupported = skip").exitStatus()).isEqualTo(73);
        } finally {
            BED.kubectl("annotate", "vsclass", "testbed", DEFAULT + "=true", "--overwrite");
        }
    }

    @Test
    void a_webhook_that_changes_our_marks_is_the_claims_failure_and_nothing_is_left_behind() {
        scene.claims("data");
        try (ChangingWebhook _ = new ChangingWebhook(BED).andRemovesTheUid().inForce(marked())) {
            ProgramRun run = scene.run(0, "");
            assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
            assertThat(run.reasons())
                    .anyMatch(each ->
                            each.contains("pvc-snapshotter.io/policy")
                                    && each.contains("pvc-snapshotter.io/claim-uid"));
            BED.until("what was made is gone", () -> scene.snapshotsOf("data").size() == 1);
        }
    }

    private static java.nio.file.Path marked() {
        return BED.file(
                "probe.yaml",
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata:
                  name: probe
                  labels: {pvc-snapshotter.io/policy: all}
                  annotations: {pvc-snapshotter.io/claim-uid: u}
                spec: {source: {persistentVolumeClaimName: data}}
                """);
    }

    @Test
    void a_claim_whose_snapshots_never_get_ready_is_not_said_to_be_not_due() {
        scene.claims("data");
        String never = BED.snapshotClass("never", Map.of("never", "true"));
        String keys = "every = 24h, wait.timeout = 4s, snapshotClass = " + never;
        ProgramRun first = scene.run(30, keys);
        assertThat(first.exitStatus()).as(first::toString).isEqualTo(75);
        // The snapshot was made after the start of the run, from which the run counts.
        Instant made =
                Instant.parse(
                        Rendered.text(
                                scene.snapshotsOf("data").getLast(), "metadata.creationTimestamp"));
        BED.until(
                "the time to wait is over since it was made",
                () -> Instant.now().isAfter(made.plusSeconds(5)));
        ProgramRun second = scene.run(31, keys);
        assertThat(second.exitStatus()).as(second::toString).isEqualTo(75);
        assertThat(second.ending()).contains("1 failed").doesNotContain("not due");
    }

    @Test
    void a_manual_snapshot_that_is_uploading_is_not_credited_to_a_scheduled_run() {
        scene.claims("data");
        String never = BED.snapshotClass("never", Map.of("never", "true"));
        String keys = "wait { for = taken, timeout = 5s }, snapshotClass = " + never;
        for (String each : List.of("one", "two")) {
            ProgramRun manual =
                    BED.program(BED.manualJob(each), "--config", scene.configuration(keys));
            assertThat(manual.exitStatus()).as(manual::toString).isIn(0, 75);
        }
        ProgramRun run = scene.run(0, keys).ended();
        assertThat(
                        scene.snapshotsOf("data").stream()
                                .filter(each ->
                                        each.toString()
                                                .contains(
                                                        "\"pvc-snapshotter.io/trigger\":\"scheduled\""))
                                .filter(each -> !TestBed.isReady(each)))
                .as(run::toString)
                .hasSize(1);
    }

    @Test
    void two_lists_of_policies_in_one_file_are_refused() {
        BED.claims("data");
        ProgramRun run =
                BED.program(
                                Map.of(),
                                "plan",
                                "--config",
                                BED.file(
                                        "snapshotter.conf",
                                        """
                                        policies = [ { name = one, requireMatch = false } ]
                                        policies = [ { name = two, requireMatch = false } ]
                                        """))
                        .ended();
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(78);
        assertThat(run.toString()).contains("snapshotter.conf:2", "policies");
    }

    @Test
    void a_name_with_a_typing_error_is_64_with_the_nearest_one() {
        scene.claims("data");
        for (List<String> each :
                List.of(
                        List.of("-n", BED.namespace(), "--claim", "dta"),
                        List.of("-n", BED.namespace() + "x"))) {
            for (String command : List.of("status", "plan")) {
                java.util.ArrayList<Object> words =
                        new java.util.ArrayList<>(
                                List.of(
                                        command,
                                        "--config",
                                        scene.configuration(""),
                                        "--install-namespace",
                                        BED.namespace()));
                words.addAll(each);
                ProgramRun run = BED.program(Map.of(), words.toArray()).ended();
                assertThat(run.exitStatus()).as(run::toString).isEqualTo(64);
            }
        }
    }
}
