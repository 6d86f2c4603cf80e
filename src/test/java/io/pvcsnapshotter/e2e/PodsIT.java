package io.pvcsnapshotter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.testbed.TestBed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The image, run by the manifests in pods, seen through kubectl alone. */
class PodsIT {
    @RegisterExtension static final TestBed BED = TestBed.node();
    private static final String INSTALL = "pvc-snapshotter";
    private static final Installed INSTALLED = new Installed(BED, INSTALL);

    private String job;

    @BeforeEach
    void install() {
        job = "run-of-" + BED.namespace();
        BED.kubectl("apply", "-k", "manifests");
    }

    /** Starts the CronJob's Job for a slot of its schedule, without waiting for that. */
    private void start() {
        String text =
                BED.kubectl(
                        "create",
                        "job",
                        job,
                        "--namespace",
                        INSTALL,
                        "--from=cronjob/pvc-snapshotter",
                        "--dry-run=client",
                        "-o",
                        "json");
        JsonObject object = com.google.gson.JsonParser.parseString(text).getAsJsonObject();
        JsonObject annotations = new JsonObject();
        annotations.addProperty(
                "batch.kubernetes.io/cronjob-scheduled-timestamp",
                Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        object.getAsJsonObject("metadata").add("annotations", annotations);
        object.getAsJsonObject("metadata").remove("ownerReferences");
        BED.apply(object.toString());
    }

    /** Waits until the Job has ended, and returns the reason of its failure, or its condition. */
    private String ended() {
        BED.until("the Job has ended", () -> !condition().isEmpty());
        return condition();
    }

    private String condition() {
        return BED.kubectl(
                "get",
                "job",
                job,
                "--namespace",
                INSTALL,
                "-o",
                "jsonpath={.status.conditions[?(@.type=='Complete')].type}{.status.conditions[?(@.type=='Failed')].reason}");
    }

    private List<JsonObject> pods() {
        return BED.list("pod", "--namespace", INSTALL, "-l", "batch.kubernetes.io/job-name=" + job);
    }

    private static JsonObject termination(JsonObject pod) {
        return pod.getAsJsonObject("status")
                .getAsJsonArray("containerStatuses")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("state")
                .getAsJsonObject("terminated");
    }

    @Test
    void a_run_in_a_restricted_pod_with_a_read_only_root_completes() {
        BED.claims("data", "logs");
        INSTALLED.configure(BED.policy(""));
        start();
        assertThat(ended()).isEqualTo("Complete");
        assertThat(BED.snapshots()).hasSize(2).allMatch(TestBed::isReady);
        JsonObject pod = pods().getFirst();
        assertThat(termination(pod).get("message").getAsString())
                .matches("selected 2 of \\d+ claims: 2 ready;.*0 expired");
        assertThat(
                        BED.kubectl(
                                "get",
                                "namespace",
                                INSTALL,
                                "-o",
                                "jsonpath={.metadata.labels.pod-security\\.kubernetes\\.io/enforce}"))
                .isEqualTo("restricted");
        JsonObject container =
                pod.getAsJsonObject("spec").getAsJsonArray("containers").get(0).getAsJsonObject();
        assertThat(
                        container
                                .getAsJsonObject("securityContext")
                                .get("readOnlyRootFilesystem")
                                .getAsBoolean())
                .isTrue();
        assertThat(BED.kubectl("logs", "--namespace", INSTALL, "job/" + job).lines())
                .allMatch(each -> each.startsWith("{\"timestamp\":"));
    }

    @Test
    void a_broken_configuration_fails_the_job_at_once_and_its_pod_says_where() {
        INSTALLED.configure(
                BED.file(
                        "snapshotter.conf",
                        "policies = [\n  { name = all, retian { last = 3 } }\n]\n"));
        start();
        assertThat(ended()).isEqualTo("PodFailurePolicy");
        assertThat(pods()).hasSize(1);
        JsonObject termination = termination(pods().getFirst());
        assertThat(termination.get("exitCode").getAsInt()).isEqualTo(78);
        assertThat(termination.get("message").getAsString())
                .contains("snapshotter.conf:2: policies[all].retian");
    }

    @Test
    void a_configuration_that_is_not_there_fails_the_job_at_once_and_its_pod_says_how_to_make_it() {
        BED.kubectl(
                "delete",
                "configmap",
                "--namespace",
                INSTALL,
                "pvc-snapshotter",
                "--ignore-not-found");
        start();
        assertThat(ended()).isEqualTo("PodFailurePolicy");
        JsonObject termination = termination(pods().getFirst());
        assertThat(termination.get("exitCode").getAsInt()).isEqualTo(78);
        assertThat(termination.get("message").getAsString())
                .contains("snapshotter.conf", "does not exist", "kubectl apply -k config");
    }

    @Test
    void a_snapshot_that_is_never_ready_fails_the_job_after_one_retry_and_nothing_is_lost() {
        BED.claims("data");
        INSTALLED.configure(
                BED.configuration(
                        "limits { settle = 0h }", "retain { last = 1 }, wait { timeout = 15s }"));
        start();
        assertThat(ended()).isEqualTo("Complete");
        Set<String> before = BED.snapshotNames();
        String never = BED.snapshotClass("never", Map.of("never", "true"));
        BED.kubectl("annotate", "pvc", "data", "pvc-snapshotter.io/snapshot-class=" + never);
        job += "-again";
        start();
        assertThat(ended()).isEqualTo("BackoffLimitExceeded");
        assertThat(pods())
                .hasSize(2)
                .allMatch(each -> termination(each).get("exitCode").getAsInt() == 75);
        assertThat(termination(pods().getLast()).get("message").getAsString())
                .contains(BED.namespace() + "/data: its snapshot is not ready after ", "1 failed");
        assertThat(BED.snapshotNames()).hasSize(2).containsAll(before);
        assertThat(BED.snapshots().stream().filter(TestBed::isReady)).hasSize(1);
    }

    @Test
    void a_pod_that_is_killed_in_mid_run_is_replaced_by_one_that_adopts_its_snapshots() {
        String slow = BED.snapshotClass("slow", Map.of("readyAfter", "10s"));
        BED.claims("a", "b", "c");
        INSTALLED.configure(BED.policy("snapshotClass = " + slow));
        start();
        BED.until("all snapshots are asked for", () -> BED.snapshots().size() == 3);
        Set<String> names = BED.snapshotNames();
        BED.kubectl(
                "delete",
                "pod",
                "--namespace",
                INSTALL,
                "-l",
                "batch.kubernetes.io/job-name=" + job,
                "--grace-period=0",
                "--force");
        assertThat(ended()).isEqualTo("Complete");
        assertThat(BED.snapshotNames()).isEqualTo(names);
        assertThat(BED.snapshots()).allMatch(TestBed::isReady);
        assertThat(BED.kubectl("logs", "--namespace", INSTALL, "job/" + job))
                .contains("Use a snapshot that exists");
    }
}
