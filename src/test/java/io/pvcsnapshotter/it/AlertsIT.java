package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.docs.Page;
import io.pvcsnapshotter.testbed.MonitoringTool;
import io.pvcsnapshotter.testbed.MonitoringTool.KubeStateMetrics;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.Rendered;
import io.pvcsnapshotter.testbed.Series;
import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The alert rules, judged by promtool and held against what a real kube-state-metrics exports. */
class AlertsIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private static final Path FOLDER = Path.of("manifests/components/alerts");
    private static final Path RULES = FOLDER.resolve("rules.yaml");
    private static final String CRON_JOB = "pvc-snapshotter";
    private static final String OPT_OUT = "pvc-snapshotter.io/snapshot";

    /** A selector in an expression: a name, and braces or none. */
    private static final Pattern SELECTOR = Pattern.compile("(kube_\\w+)(?:\\{([^}]*)})?");

    @Test
    void the_rules_alert_when_they_should_and_at_no_other_time() {
        MonitoringTool.promtool("check", "rules", "--lint=all", "--lint-fatal", RULES.toString());
        assertThat(MonitoringTool.promtool("test", "rules", "src/test/alerts/rules-test.yaml"))
                .contains("SUCCESS");
    }

    @Test
    void each_alert_has_a_unit_test() throws IOException {
        String tests = Files.readString(Path.of("src/test/alerts/rules-test.yaml"));
        assertThat(rules())
                .isNotEmpty()
                .allSatisfy(rule ->
                        assertThat(tests)
                                .contains(
                                        "alertname: " + Rendered.text(rule, "alert"),
                                        Rendered.text(rule, "annotations.summary")
                                                .split("\\{\\{")[0]));
    }

    @Test
    void the_rules_of_the_documented_kustomization_are_the_plain_ones() throws IOException {
        Path documented =
                BED.kustomization(
                        new Page("monitoring.md")
                                .block("kustomization.yaml")
                                .replace("[manifests", "[CHECKOUT/manifests"));
        assertThat(BED.rendered(documented).objects("PrometheusRule"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.get("spec")).isEqualTo(read("rules.yaml"));
                    assertThat(Rendered.labels(each)).contains("release=YOUR-RELEASE");
                });
    }

    @Test
    void the_values_for_the_chart_are_the_configuration_and_the_rights() throws IOException {
        JsonObject values =
                Rendered.at(read("kube-prometheus-stack.values.yaml"), "kube-state-metrics");
        assertThat(Rendered.at(values, "customResourceState.config"))
                .isEqualTo(read("kube-state-metrics.yaml"));
        assertThat(Rendered.at(values, "rbac").get("extraRules"))
                .isEqualTo(read("clusterrole.yaml").get("rules"));
    }

    @Test
    void each_series_that_a_rule_reads_is_exported_with_our_configuration_and_our_rights()
            throws IOException {
        BED.claims("data", "out");
        BED.kubectl("annotate", "persistentvolumeclaim", "out", OPT_OUT + "=false");
        install();
        JsonObject run = aRunThatSucceeds();
        aRunThatFails();
        Path kubeconfig = accountOfKubeStateMetrics();
        try (KubeStateMetrics exporter =
                MonitoringTool.kubeStateMetrics(
                        kubeconfig,
                        Path.of("target", "kube-state-metrics.log"),
                        "--resources=cronjobs,jobs,persistentvolumeclaims",
                        "--namespaces=" + BED.namespace(),
                        "--custom-resource-state-config-file="
                                + FOLDER.resolve("kube-state-metrics.yaml"),
                        "--metric-annotations-allowlist=persistentvolumeclaims=["
                                + OPT_OUT
                                + "]")) {
            BED.until(
                    "kube-state-metrics tells of the claims",
                    () -> has(exporter.scrape(), "kube_persistentvolumeclaim_info", Map.of()));
            assertThat(exporter.scrape())
                    .as("without our role")
                    .noneMatch(each -> each.name().startsWith("kube_volumesnapshot_"));

            bindOurRole();
            BED.until(
                    "kube-state-metrics tells of the snapshots",
                    () -> has(exporter.scrape(), "kube_volumesnapshot_ready_to_use", Map.of()));

            List<Series> series = exporter.scrape();
            assertAllThatRulesSelectAreAmong(series);
            JsonObject snapshot = BED.snapshots().getFirst();
            Map<String, String> labels =
                    Map.of(
                            "namespace",
                            BED.namespace(),
                            "volumesnapshot",
                            TestBed.name(snapshot),
                            "persistentvolumeclaim",
                            "data",
                            "snapshotter_instance",
                            BED.namespace(),
                            "policy",
                            "all",
                            "trigger",
                            "scheduled");
            assertThat(value(series, "kube_volumesnapshot_ready_to_use", labels)).isEqualTo(1);
            assertThat(value(series, "kube_volumesnapshot_creation_time_seconds", labels))
                    .isEqualTo(seconds(snapshot, "status.creationTime"));
            assertThat(
                            value(
                                    series,
                                    "kube_cronjob_status_last_successful_time",
                                    Map.of("cronjob", CRON_JOB)))
                    .isEqualTo(seconds(run, "status.completionTime"));
        }
    }

    private static void assertAllThatRulesSelectAreAmong(List<Series> series) throws IOException {
        assertThat(rules())
                .flatExtracting(
                        rule -> SELECTOR.matcher(Rendered.text(rule, "expr")).results().toList())
                .isNotEmpty()
                .allSatisfy(selector ->
                        assertThat(series)
                                .as(selector.group())
                                .anyMatch(each ->
                                        each.is(
                                                selector.group(1),
                                                Series.equalities(selector.group(2)))));
    }

    private static void install() {
        Path own =
                BED.kustomization(
                        """
                        resources: [CHECKOUT/manifests/overlays/namespaced]
                        namespace: %s
                        patches:
                          - target: {kind: CronJob}
                            patch: '[{"op": "replace", "path": "/spec/schedule", "value": "* * * * *"}]'
                        """
                                .formatted(BED.namespace()));
        BED.kubectl("apply", "-k", own.toString());
    }

    /**
     * A run, and a copy of the schedule, for the next slot. All is real but the kubelet: the
     * program is run here, and the pods are given the end that the kubelet would have reported.
     */
    private static JsonObject aRunThatSucceeds() {
        String copy = podOf("schedule");
        String pod = podOf("snapshot");
        String job = jobOf(pod);
        Map<String, String> environment =
                Map.of(
                        "POD_NAMESPACE",
                        BED.namespace(),
                        "JOB_NAME",
                        job,
                        "JOB_UID",
                        Rendered.text(BED.get("job", job), "metadata.uid"));
        BED.kubectl(
                "patch",
                "cronjob",
                CRON_JOB,
                "--type=merge",
                "-p",
                "{\"spec\":{\"suspend\":true}}");
        ProgramRun run =
                BED.program(environment, "--config", BED.policy("retain { last = 3 }")).ended();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        end(copy, "Succeeded", 0);
        end(pod, "Succeeded", 0);
        for (String cronJob : List.of(CRON_JOB, CRON_JOB + "-schedule")) {
            BED.until(
                    cronJob + " knows when it succeeded",
                    () ->
                            !Rendered.text(BED.get("cronjob", cronJob), "status.lastSuccessfulTime")
                                    .isEmpty());
        }
        BED.kubectl(
                "patch",
                "cronjob",
                CRON_JOB,
                "--type=merge",
                "-p",
                "{\"spec\":{\"suspend\":false}}");
        return BED.get("job", job);
    }

    private static void aRunThatFails() {
        BED.kubectl("create", "job", "--from=cronjob/" + CRON_JOB, "bad");
        BED.until("the Job has a pod", () -> !podsOf("bad").isEmpty());
        end(TestBed.name(podsOf("bad").getFirst()), "Failed", 78);
        BED.kubectl("wait", "--for=condition=Failed", "job/bad", "--timeout=60s");
    }

    private static List<JsonObject> podsOf(String job) {
        return BED.list("pod", "-l", "batch.kubernetes.io/job-name=" + job);
    }

    private static String podOf(String component) {
        String label = "app.kubernetes.io/component=" + component;
        BED.until(component + " has a pod", () -> !BED.list("pod", "-l", label).isEmpty());
        return TestBed.name(BED.list("pod", "-l", label).getFirst());
    }

    private static String jobOf(String pod) {
        return Rendered.at(BED.get("pod", pod), "metadata.labels")
                .get("batch.kubernetes.io/job-name")
                .getAsString();
    }

    private static void end(String pod, String phase, int exitStatus) {
        String container =
                Rendered.at(BED.get("pod", pod), "spec")
                        .getAsJsonArray("containers")
                        .get(0)
                        .getAsJsonObject()
                        .get("name")
                        .getAsString();
        BED.kubectl(
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

    /** With the rights to what is Kubernetes' own, as everybody's kube-state-metrics has them. */
    private static Path accountOfKubeStateMetrics() {
        BED.apply(
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
        return BED.kubeconfigOf("kube-state-metrics");
    }

    private static void bindOurRole() {
        BED.kubectl("apply", "-f", FOLDER.resolve("clusterrole.yaml").toString());
        BED.kubectl(
                "create",
                "clusterrolebinding",
                BED.namespace(),
                "--clusterrole=pvc-snapshotter-kube-state-metrics",
                "--serviceaccount=%s:kube-state-metrics".formatted(BED.namespace()));
    }

    private static boolean has(List<Series> series, String name, Map<String, String> labels) {
        return series.stream().anyMatch(each -> each.is(name, labels));
    }

    private static double value(List<Series> series, String name, Map<String, String> labels) {
        assertThat(series)
                .as("%s %s", name, labels)
                .filteredOn(each -> each.is(name, labels))
                .hasSize(1);
        return series.stream()
                .filter(each -> each.is(name, labels))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static double seconds(JsonObject object, String path) {
        return Instant.parse(Rendered.text(object, path)).getEpochSecond();
    }

    private static List<JsonObject> rules() throws IOException {
        return read("rules.yaml").getAsJsonArray("groups").asList().stream()
                .flatMap(each -> each.getAsJsonObject().getAsJsonArray("rules").asList().stream())
                .map(each -> each.getAsJsonObject())
                .toList();
    }

    private static JsonObject read(String file) throws IOException {
        return new Rendered(Files.readString(FOLDER.resolve(file))).objects().getFirst();
    }
}
