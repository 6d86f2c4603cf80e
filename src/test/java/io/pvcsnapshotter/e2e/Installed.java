package io.pvcsnapshotter.e2e;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** An install in a namespace, used as a person does: through kubectl. */
record Installed(TestBed bed, String namespace) {
    private static final String CONDITION =
            "jsonpath={.status.conditions[?(@.type=='Complete')].type}{.status.conditions[?(@.type=='Failed')].type}";

    String kubectl(String arguments) {
        return bed.shell("kubectl -n %s %s".formatted(namespace, arguments));
    }

    /** Makes this file the configuration. */
    void configure(Path configuration) {
        bed.apply(
                bed.kubectl(
                        "create",
                        "configmap",
                        "pvc-snapshotter",
                        "--namespace",
                        namespace,
                        "--from-file=snapshotter.conf=" + configuration,
                        "--from-literal=timeZone=Etc/UTC",
                        "--dry-run=client",
                        "-o",
                        "yaml"));
    }

    /** Changes keys of the ConfigMap. */
    void edit(String data) {
        kubectl(
                "patch configmap pvc-snapshotter --type=merge -p '{\"data\":{%s}}'"
                        .formatted(data));
    }

    /** Takes the place of the five minutes until the schedule is copied. */
    void startSync() {
        kubectl("delete job now --ignore-not-found");
        kubectl("create job --from=cronjob/pvc-snapshotter-schedule now");
    }

    void sync() {
        startSync();
        bed.until("the copy succeeded and left no Job", () -> !exists("now"));
    }

    private boolean exists(String job) {
        return !kubectl("get job %s --ignore-not-found -o name".formatted(job)).isEmpty();
    }

    void run(String job) {
        kubectl("create job --from=cronjob/pvc-snapshotter " + job);
    }

    /** As {@link #run}, after a change of the Job. */
    void run(String job, Consumer<JsonObject> change) {
        JsonObject made =
                JsonParser.parseString(
                                kubectl(
                                        "create job %s --from=cronjob/pvc-snapshotter --dry-run=client -o json"
                                                .formatted(job)))
                        .getAsJsonObject();
        change.accept(made);
        bed.apply(made.toString());
    }

    /** As the CronJob controller starts one, for a slot that may be of another day. */
    void runSlot(String job, Instant slot) {
        run(
                job,
                made -> {
                    JsonObject annotations = new JsonObject();
                    annotations.addProperty(
                            "batch.kubernetes.io/cronjob-scheduled-timestamp", slot.toString());
                    made.getAsJsonObject("metadata").add("annotations", annotations);
                });
    }

    static JsonObject podSpec(JsonObject job) {
        return job.getAsJsonObject("spec").getAsJsonObject("template").getAsJsonObject("spec");
    }

    /** Waits for the end of a Job: {@code Complete} or {@code Failed}. */
    String end(String job) {
        bed.until("Job %s has ended".formatted(job), () -> !condition(job).isEmpty());
        return condition(job);
    }

    private String condition(String job) {
        return kubectl("get job %s -o \"%s\"".formatted(job, CONDITION));
    }

    /** What the pods of a Job left: exit statuses and summaries. */
    String termination(String job) {
        return kubectl(
                ("get pods -l batch.kubernetes.io/job-name=%s -o jsonpath="
                                + "'{range .items[*].status.containerStatuses[0].state.terminated}{.exitCode} {.message}{end}'")
                        .formatted(job));
    }

    String field(String path) {
        return kubectl("get cronjob pvc-snapshotter -o jsonpath='{%s}'".formatted(path));
    }

    String events(String kind, String reason) {
        return kubectl(
                "get events.events.k8s.io --field-selector reason=%s -o jsonpath='{.items[?(@.regarding.kind==\"%s\")].note}'"
                        .formatted(reason, kind));
    }

    List<String> jobs(String selector) {
        return kubectl("get jobs -o name " + selector).lines().toList();
    }

    /** The Jobs that the CronJob itself started. */
    List<String> scheduled() {
        return jobs("-l app.kubernetes.io/component=snapshot").stream()
                .filter(each -> each.matches("job.batch/pvc-snapshotter-\\d+"))
                .toList();
    }

    List<JsonObject> pods() {
        return bed.list("pod", "--namespace", namespace);
    }
}
