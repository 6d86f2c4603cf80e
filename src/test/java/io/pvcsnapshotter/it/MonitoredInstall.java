package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.pvcsnapshotter.testbed.MonitoringTool;
import io.pvcsnapshotter.testbed.MonitoringTool.KubeStateMetrics;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.Rendered;
import io.pvcsnapshotter.testbed.Series;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An install in the test's namespace, and a kube-state-metrics that tells of it. All is real but
 * the kubelet: the program is run here, and the pods are given the end that the kubelet would have
 * reported.
 */
record MonitoredInstall(TestBed bed) {
    static final String CRON_JOB = "pvc-snapshotter";
    static final String OPT_OUT = "pvc-snapshotter.io/snapshot";

    private static final Path FOLDER = Path.of("manifests/components/alerts");

    /** Installs it, so that a run starts at the next minute. */
    void apply() {
        Path own =
                bed.kustomization(
                        """
                        resources: [CHECKOUT/manifests/overlays/namespaced]
                        namespace: %s
                        patches:
                          - target: {kind: CronJob}
                            patch: '[{"op": "replace", "path": "/spec/schedule", "value": "* * * * *"}]'
                        """
                                .formatted(bed.namespace()));
        bed.kubectl("apply", "-k", own.toString());
    }

    /**
     * A run, and a copy of the schedule, for the next slot. Afterwards a run starts each year.
     *
     * @return the name of its Job
     */
    String runThatSucceeds() {
        String copy = podOf("schedule");
        String pod = podOf("snapshot");
        String job =
                Rendered.at(bed.get("pod", pod), "metadata.labels")
                        .get("batch.kubernetes.io/job-name")
                        .getAsString();
        setCronJob("{\"suspend\": true}");
        ProgramRun run = program(job, "retain { last = 3 }").ended();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        end(copy, "Succeeded", 0);
        end(pod, "Succeeded", 0);
        for (String cronJob : List.of(CRON_JOB, CRON_JOB + "-schedule")) {
            bed.until(
                    cronJob + " knows when it succeeded",
                    () ->
                            !Rendered.text(bed.get("cronjob", cronJob), "status.lastSuccessfulTime")
                                    .isEmpty());
        }
        setCronJob("{\"suspend\": false, \"schedule\": \"0 0 1 1 *\"}");
        return job;
    }

    void setCronJob(String spec) {
        bed.kubectl("patch", "cronjob", CRON_JOB, "--type=merge", "-p", "{\"spec\": " + spec + "}");
    }

    /** Starts the program as the pod of this Job does. */
    ProgramRun program(String job, String policy) {
        Map<String, String> environment =
                Map.of(
                        "POD_NAMESPACE",
                        bed.namespace(),
                        "JOB_NAME",
                        job,
                        "JOB_UID",
                        Rendered.text(bed.get("job", job), "metadata.uid"));
        return bed.program(environment, "--config", bed.policy(policy));
    }

    /** A run that a person starts, with a configuration that is wrong. */
    void runThatFails(String job) {
        jobThatFails(CRON_JOB, job);
    }

    void jobThatFails(String cronJob, String job) {
        bed.kubectl("create", "job", "--from=cronjob/" + cronJob, job);
        bed.until("the Job has a pod", () -> !podsOf(job).isEmpty());
        end(TestBed.name(podsOf(job).getFirst()), "Failed", 78);
        bed.kubectl("wait", "--for=condition=Failed", "job/" + job, "--timeout=60s");
    }

    private List<JsonObject> podsOf(String job) {
        return bed.list("pod", "-l", "batch.kubernetes.io/job-name=" + job);
    }

    private String podOf(String component) {
        String label = "app.kubernetes.io/component=" + component;
        bed.until(component + " has a pod", () -> !bed.list("pod", "-l", label).isEmpty());
        return TestBed.name(bed.list("pod", "-l", label).getFirst());
    }

    private void end(String pod, String phase, int exitStatus) {
        String container =
                Rendered.at(bed.get("pod", pod), "spec")
                        .getAsJsonArray("containers")
                        .get(0)
                        .getAsJsonObject()
                        .get("name")
                        .getAsString();
        bed.kubectl(
                "patch",
                "pod",
                pod,
                "--subresource=status",
                "-p",
                """
                {"status": {"phase": "%s", "containerStatuses": [
                  {"name": "%s", "image": "", "imageID": "", "ready": false, "restartCount": 0,
                   "state": {"terminated": {"exitCode": %d, "finishedAt": "%s"}}}]}}
                """
                        .formatted(phase, container, exitStatus, Instant.now()));
    }

    /** With our configuration, and an account that has not yet our rights. */
    KubeStateMetrics kubeStateMetrics() {
        return MonitoringTool.kubeStateMetrics(
                account(),
                Path.of("target", "kube-state-metrics.log"),
                "--resources=cronjobs,jobs,persistentvolumeclaims",
                "--namespaces=" + bed.namespace(),
                "--custom-resource-state-config-file=" + FOLDER.resolve("kube-state-metrics.yaml"),
                "--metric-annotations-allowlist=persistentvolumeclaims=[" + OPT_OUT + "]");
    }

    /** With the rights to what is Kubernetes' own, as everybody's kube-state-metrics has them. */
    private Path account() {
        bed.apply(
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: kube-state-metrics}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: kube-state-metrics}
                rules:
                  - {apiGroups: [batch], resources: [cronjobs, jobs], verbs: [list, watch]}
                  - {apiGroups: [""], resources: [persistentvolumeclaims], verbs: [list, watch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: kube-state-metrics}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: kube-state-metrics}
                subjects: [{kind: ServiceAccount, name: kube-state-metrics}]
                """);
        return bed.kubeconfigOf("kube-state-metrics");
    }

    void bindOurRole() {
        bed.kubectl("apply", "-f", FOLDER.resolve("clusterrole.yaml").toString());
        bed.kubectl(
                "create",
                "clusterrolebinding",
                bed.namespace(),
                "--clusterrole=pvc-snapshotter-kube-state-metrics",
                "--serviceaccount=%s:kube-state-metrics".formatted(bed.namespace()));
    }

    /** Whether these tell the latest state of each object. */
    boolean isToldBy(List<Series> scraped) {
        return state().allMatch(fact ->
                scraped.stream()
                        .anyMatch(each ->
                                each.is(fact.name(), fact.labels())
                                        && each.value() == fact.value()));
    }

    private Stream<Series> state() {
        return Stream.of(
                        bed.list("volumesnapshot").stream().flatMap(MonitoredInstall::ofSnapshot),
                        bed.list("persistentvolumeclaim").stream().map(MonitoredInstall::ofClaim),
                        bed.list("job").stream().flatMap(MonitoredInstall::ofJob),
                        bed.list("cronjob").stream().map(MonitoredInstall::ofCronJob))
                .flatMap(each -> each);
    }

    private static Stream<Series> ofSnapshot(JsonObject snapshot) {
        Map<String, String> labels = Map.of("volumesnapshot", TestBed.name(snapshot));
        String prefix = "kube_volumesnapshot_";
        return Stream.of(
                        Stream.of(
                                new Series(
                                        prefix + "ready_to_use",
                                        labels,
                                        TestBed.isReady(snapshot) ? 1 : 0)),
                        time(
                                snapshot,
                                "status.creationTime",
                                prefix + "creation_time_seconds",
                                labels),
                        time(snapshot, "status.error.time", prefix + "error_time_seconds", labels))
                .flatMap(each -> each);
    }

    private static Series ofClaim(JsonObject claim) {
        return new Series(
                "kube_persistentvolumeclaim_status_phase",
                Map.of(
                        "persistentvolumeclaim",
                        TestBed.name(claim),
                        "phase",
                        Rendered.text(claim, "status.phase")),
                1);
    }

    private static Stream<Series> ofJob(JsonObject job) {
        Map<String, String> labels = Map.of("job_name", TestBed.name(job));
        return Stream.concat(
                time(job, "status.startTime", "kube_job_status_start_time", labels),
                time(job, "status.completionTime", "kube_job_status_completion_time", labels));
    }

    private static Series ofCronJob(JsonObject cronJob) {
        return new Series(
                "kube_cronjob_spec_suspend",
                Map.of("cronjob", TestBed.name(cronJob)),
                Rendered.text(cronJob, "spec.suspend").equals("true") ? 1 : 0);
    }

    private static Stream<Series> time(
            JsonObject object, String path, String name, Map<String, String> labels) {
        JsonElement found = object;
        for (String key : path.split("\\.")) {
            found = found == null ? null : found.getAsJsonObject().get(key);
        }
        return found == null
                ? Stream.of()
                : Stream.of(
                        new Series(
                                name, labels, Instant.parse(found.getAsString()).getEpochSecond()));
    }
}
