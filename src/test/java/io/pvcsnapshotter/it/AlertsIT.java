package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.docs.Page;
import io.pvcsnapshotter.testbed.MonitoringTool;
import io.pvcsnapshotter.testbed.MonitoringTool.KubeStateMetrics;
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

    private final MonitoredInstall install = new MonitoredInstall(BED);

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
        install.apply();
        JsonObject run = BED.get("job", install.runThatSucceeds());
        install.runThatFails("bad");
        try (KubeStateMetrics exporter = install.kubeStateMetrics()) {
            BED.until(
                    "kube-state-metrics tells of the claims",
                    () -> has(exporter.scrape(), "kube_persistentvolumeclaim_info", Map.of()));
            assertThat(exporter.scrape())
                    .as("without our role")
                    .noneMatch(each -> each.name().startsWith("kube_volumesnapshot_"));

            install.bindOurRole();
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
