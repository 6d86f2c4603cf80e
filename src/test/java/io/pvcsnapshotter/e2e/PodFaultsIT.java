package io.pvcsnapshotter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.testbed.TestBed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code kubectl get jobs} says of runs that fail, by the Job's own rules. */
class PodFaultsIT {
    @RegisterExtension static final TestBed BED = TestBed.node();
    private static final String INSTALL = "pvc-snapshotter";
    private static final Installed INSTALLED = new Installed(BED, INSTALL);

    /** Two slots of a schedule of every minute, and a Job that hangs in the first. */
    private static final Duration TWO_SLOTS = Duration.ofMinutes(4);

    @BeforeEach
    void install() {
        BED.kubectl("apply", "-k", "manifests");
        BED.claims("good", "bad");
        BED.kubectl("annotate", "pvc", "bad", "pvc-snapshotter.io/snapshot-class=gone");
        INSTALLED.configure(BED.policy(""));
    }

    @AfterEach
    void restore() {
        BED.kubectl("delete", "cronjob", "--namespace", INSTALL, "pvc-snapshotter");
        BED.kubectl("apply", "-k", "manifests");
    }

    /**
     * Starts a Job from the CronJob whose container has these variables too.
     *
     * @return its name
     */
    private static String job(String name, Map<String, String> variables) {
        return job(name, "pvc-snapshotter", variables);
    }

    private static String job(String name, String account, Map<String, String> variables) {
        String full = name + "-" + BED.namespace();
        JsonObject job =
                JsonParser.parseString(
                                BED.kubectl(
                                        "create",
                                        "job",
                                        full,
                                        "--namespace",
                                        INSTALL,
                                        "--from=cronjob/pvc-snapshotter",
                                        "--dry-run=client",
                                        "-o",
                                        "json"))
                        .getAsJsonObject();
        job.getAsJsonObject("metadata").remove("ownerReferences");
        JsonObject pod =
                job.getAsJsonObject("spec").getAsJsonObject("template").getAsJsonObject("spec");
        pod.addProperty("serviceAccountName", account);
        JsonArray environment =
                pod.getAsJsonArray("containers").get(0).getAsJsonObject().getAsJsonArray("env");
        variables.forEach((key, value) -> {
            JsonObject variable = new JsonObject();
            variable.addProperty("name", key);
            variable.addProperty("value", value);
            environment.add(variable);
        });
        BED.apply(job.toString());
        return full;
    }

    private static String arguments(String name, String arguments) {
        return job(name, Map.of("PVC_SNAPSHOTTER_ARGS", arguments));
    }

    /** What the STATUS column says, the reason, and the exit status of each pod. */
    private static String ended(String job) {
        BED.until("the Job has ended: " + job, () -> !conditions(job).isEmpty());
        List<String> statuses = new ArrayList<>();
        for (JsonObject each :
                BED.list(
                        "pod",
                        "--namespace",
                        INSTALL,
                        "-l",
                        "batch.kubernetes.io/job-name=" + job)) {
            statuses.add(
                    each.getAsJsonObject("status")
                            .getAsJsonArray("containerStatuses")
                            .get(0)
                            .getAsJsonObject()
                            .getAsJsonObject("state")
                            .getAsJsonObject("terminated")
                            .get("exitCode")
                            .getAsString());
        }
        String status = BED.kubectl("get", "job", "--namespace", INSTALL, "--no-headers", job);
        return "%s %s %s".formatted(status.split(" +")[1], conditions(job), statuses);
    }

    private static String conditions(String job) {
        return BED.kubectlAnyway(
                "get",
                "job",
                "--namespace",
                INSTALL,
                job,
                "-o",
                "jsonpath={.status.conditions[?(@.type=='Complete')].reason}{.status.conditions[?(@.type=='Failed')].reason}");
    }

    @Test
    void each_exit_status_ends_its_job_as_documented() {
        String narrow = "snapshot -n " + BED.namespace() + " --claim ";
        String done = arguments("done", narrow + "good");
        String usage = arguments("usage", "snapshot --nonsense");
        String failed = arguments("failed", narrow + "bad");
        String forbidden = job("forbidden", "default", Map.of());
        String unreachable = job("unreachable", Map.of("KUBERNETES_SERVICE_PORT", "1"));
        assertThat(ended(done)).isEqualTo("Complete CompletionsReached [0]");
        assertThat(ended(usage)).isEqualTo("Failed PodFailurePolicy [64]");
        assertThat(ended(failed)).isEqualTo("Failed PodFailurePolicy [73]");
        assertThat(ended(forbidden)).isEqualTo("Failed PodFailurePolicy [77]");
        assertThat(ended(unreachable)).isEqualTo("Failed BackoffLimitExceeded [69, 69]");
    }

    @Test
    void a_pod_that_is_told_to_stop_ends_with_143_and_another_one_completes_the_job() {
        String slow = BED.snapshotClass("slow", Map.of("readyAfter", "10s"));
        INSTALLED.configure(BED.policy("snapshotClass = " + slow));
        String job = arguments("stopped", "snapshot -n " + BED.namespace() + " --claim good");
        BED.until("the snapshot is asked for", () -> BED.snapshots().size() == 1);
        BED.kubectl(
                "delete",
                "pod",
                "--namespace",
                INSTALL,
                "--wait=false",
                "-l",
                "batch.kubernetes.io/job-name=" + job);
        assertThat(ended(job)).matches("Complete CompletionsReached \\[(143, )?0]");
        assertThat(BED.snapshots()).hasSize(1).allMatch(TestBed::isReady);
        assertThat(BED.list("events", "--namespace", INSTALL))
                .as("the first pod told of it")
                .anyMatch(each ->
                        each.toString().contains("the run was stopped")
                                && each.toString().contains(job));
    }

    @Test
    void a_pod_that_is_evicted_is_replaced_and_its_try_does_not_count() {
        String slow = BED.snapshotClass("slow", Map.of("readyAfter", "10s"));
        INSTALLED.configure(BED.policy("snapshotClass = " + slow));
        String job = arguments("evicted", "snapshot -n " + BED.namespace() + " --claim good");
        BED.until("the snapshot is asked for", () -> BED.snapshots().size() == 1);
        String pod =
                BED.kubectl(
                        "get",
                        "pods",
                        "--namespace",
                        INSTALL,
                        "-l",
                        "batch.kubernetes.io/job-name=" + job,
                        "-o",
                        "jsonpath={.items[0].metadata.name}");
        BED.kubectl(
                "create",
                "--raw",
                "/api/v1/namespaces/%s/pods/%s/eviction".formatted(INSTALL, pod),
                "-f",
                BED.file(
                                "eviction.json",
                                """
                                {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "%s"}}
                                """
                                        .formatted(pod))
                        .toString());
        assertThat(ended(job)).startsWith("Complete");
        assertThat(
                        BED.kubectl(
                                "get",
                                "job",
                                job,
                                "--namespace",
                                INSTALL,
                                "-o",
                                "jsonpath={.status.succeeded} of {.status.failed}"))
                .isEqualTo("1 of ");
        assertThat(BED.snapshots()).hasSize(1).allMatch(TestBed::isReady);
    }

    @Test
    void an_image_that_is_missing_blocks_the_next_slots_until_the_deadline_of_its_job() {
        schedule("pvc-snapshotter:missing");
        awaitSlots("the first slot has its Job", () -> jobs().size() == 1);
        String first = TestBed.name(jobs().getFirst());
        schedule("");
        awaitSlots("its Job ends", () -> !conditions(first).isEmpty());
        assertThat(conditions(first)).isEqualTo("DeadlineExceeded");
        assertThat(BED.list("events", "--namespace", INSTALL))
                .as("the slot after it did not start")
                .anyMatch(each -> each.toString().contains("JobAlreadyActive"));
        awaitSlots("a later slot has its own Job", () -> jobs().size() > 1);
        String next =
                jobs().stream()
                        .map(TestBed::name)
                        .filter(each -> !each.equals(first))
                        .findFirst()
                        .orElseThrow();
        assertThat(ended(next)).startsWith("Failed PodFailurePolicy [73");
        assertThat(BED.snapshots()).isNotEmpty();
    }

    private static void awaitSlots(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(TWO_SLOTS)
                .pollInterval(Duration.ofMillis(500))
                .until(condition);
    }

    private static List<JsonObject> jobs() {
        return BED.list("job", "--namespace", INSTALL).stream()
                .filter(each -> TestBed.name(each).startsWith("pvc-snapshotter-"))
                .filter(each -> !TestBed.name(each).startsWith("pvc-snapshotter-schedule"))
                .toList();
    }

    /** Every minute, with a deadline that is a little longer than that. */
    private static void schedule(String image) {
        String container =
                image.isEmpty()
                        ? ""
                        : ",\"template\":{\"spec\":{\"containers\":[{\"name\":\"snapshot\",\"image\":\"%s\"}]}}"
                                .formatted(image);
        if (image.isEmpty()) {
            BED.kubectl("apply", "-k", "manifests");
        }
        BED.kubectl(
                "patch",
                "cronjob",
                "--namespace",
                INSTALL,
                "pvc-snapshotter",
                "-p",
                "{\"spec\":{\"schedule\":\"* * * * *\",\"jobTemplate\":{\"spec\":{\"activeDeadlineSeconds\":70%s}}}}"
                        .formatted(container));
    }
}
