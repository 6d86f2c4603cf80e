package io.pvcsnapshotter.it;

import static io.pvcsnapshotter.docs.Dashboard.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.docs.Dashboard;
import io.pvcsnapshotter.docs.Page;
import io.pvcsnapshotter.testbed.MonitoringTool.KubeStateMetrics;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.Query;
import io.pvcsnapshotter.testbed.Rendered;
import io.pvcsnapshotter.testbed.Series;
import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each expression of the dashboard, answered by promtool from what a real cluster exports. */
class DashboardIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private static final Pattern LABEL_VALUES =
            Pattern.compile("label_values\\((\\w+)(?:\\{(.*)})?, (\\w+)\\)");

    private final MonitoredInstall install = new MonitoredInstall(BED);
    private final Dashboard dashboard = Dashboard.shipped();

    @Test
    void the_documented_kustomization_has_a_config_map_that_the_sidecar_of_grafana_finds()
            throws IOException {
        Path documented =
                BED.kustomization(
                        new Page("monitoring.md")
                                .block("kustomization.yaml, with the dashboard")
                                .replace("[manifests", "[CHECKOUT/manifests")
                                .replace(" manifests", " CHECKOUT/manifests"));
        JsonObject configMap =
                BED.rendered(documented).objects("ConfigMap").stream()
                        .filter(each -> TestBed.name(each).equals("pvc-snapshotter-dashboard"))
                        .findFirst()
                        .orElseThrow();
        assertThat(Rendered.labels(configMap)).contains("grafana_dashboard=1");
        assertThat(Rendered.text(configMap, "metadata.namespace")).isEqualTo("pvc-snapshotter");
        assertThat(configMap.getAsJsonObject("data").get("pvc-snapshotter.json").getAsString())
                .isEqualTo(Files.readString(Dashboard.FILE));
    }

    @Test
    void each_expression_has_the_answer_that_the_cluster_has_before_and_in_trouble() {
        BED.claims("data", "cold", "twice", "out", "never");
        optOut("never");
        somebodyElses();
        install.apply();
        String good = install.runThatSucceeds();
        optOut("out");
        install.jobThatFails("somebody-elses", "other");
        DashboardAnswers answers = new DashboardAnswers(BED, good);
        try (KubeStateMetrics exporter = install.kubeStateMetrics()) {
            install.bindOurRole();
            judge("well", exporter, answers::allIsWell);

            install.runThatFails("bad");
            install.runThatFails("worse");
            BED.claims("new");
            useClass("data", Map.of("failWith", "RESOURCE_EXHAUSTED: the pool is full"));
            useClass("cold", Map.of("never", "true"));
            BED.kubectl("create", "job", "--from=cronjob/" + MonitoredInstall.CRON_JOB, "long");
            BED.until(
                    "the Job has started",
                    () -> !Rendered.text(BED.get("job", "long"), "status.startTime").isEmpty());
            ProgramRun running = install.program("long", "wait { timeout = 10m }");
            try {
                trouble(answers);
                judge("trouble", exporter, answers::inTrouble);
            } finally {
                running.kill();
            }
        }
    }

    /** A snapshot, and a CronJob that is suspended, and whose success is newer than ours. */
    private static void somebodyElses() {
        BED.apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: somebody-elses}
                spec: {source: {persistentVolumeClaimName: data}, volumeSnapshotClassName: testbed}
                ---
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: somebody-elses}
                spec:
                  schedule: "@yearly"
                  suspend: true
                  jobTemplate:
                    spec:
                      backoffLimit: 0
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: other, image: nothing}]
                """);
        BED.until("it is ready", () -> TestBed.isReady(BED.get("vs", "somebody-elses")));
        String later = now().plus(Duration.ofDays(1)).toString();
        setStatus(
                "cronjob",
                "somebody-elses",
                "{\"lastScheduleTime\": \"%1$s\", \"lastSuccessfulTime\": \"%1$s\"}"
                        .formatted(later));
    }

    private static void optOut(String claim) {
        BED.kubectl("annotate", "pvc", claim, MonitoredInstall.OPT_OUT + "=false");
    }

    private static void useClass(String claim, Map<String, String> faults) {
        BED.kubectl(
                "annotate",
                "pvc",
                claim,
                "pvc-snapshotter.io/snapshot-class=" + BED.snapshotClass(claim, faults));
    }

    private void trouble(DashboardAnswers answers) {
        BED.until("the storage refuses one", () -> isIn(answers.unready("data"), "error"));
        BED.until("one is taken", () -> isIn(answers.unready("cold"), "creationTime"));
        BED.until("one is ready", () -> answers.ready("new").size() == 1);
        BED.until("another is ready", () -> answers.ready("twice").size() == 2);
        // From now on nothing about the snapshots changes but what the test changes.
        List.of("snapshot-controller", "csi-snapshotter").forEach(BED::stop);
        // As if the scheduled runs of three days had taken none that is ready.
        String cold = TestBed.name(answers.scheduled("cold"));
        setStatus(
                "vs",
                cold,
                "{\"creationTime\": \"%s\"}".formatted(now().minus(Duration.ofDays(3))));
        BED.kubectl(
                "label",
                "--overwrite",
                "vs",
                TestBed.name(answers.unready("cold")),
                "pvc-snapshotter.io/trigger=scheduled");
        // As storage leaves them that tells no size.
        for (String each : List.of(cold, TestBed.name(answers.ready("new").getFirst()))) {
            setStatus("vs", each, "{\"restoreSize\": null}");
        }
        // As storage leaves them that is busy at first.
        for (String each : List.of(cold, TestBed.name(answers.scheduled("data")))) {
            setStatus(
                    "vs",
                    each,
                    "{\"error\": {\"message\": \"busy\", \"time\": \"%s\"}}".formatted(now()));
        }
        BED.apply(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: unbound}
                spec:
                  accessModes: [ReadWriteOnce]
                  resources: {requests: {storage: 1Gi}}
                  storageClassName: no-such-class
                """);
        install.setCronJob("{\"suspend\": true}");
    }

    private static void setStatus(String kind, String name, String status) {
        BED.kubectl(
                "patch",
                kind,
                name,
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\": " + status + "}");
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private static boolean isIn(JsonObject snapshot, String key) {
        return snapshot.has("status") && snapshot.getAsJsonObject("status").has(key);
    }

    /** The answers that are right at a time. */
    @FunctionalInterface
    private interface Answers {
        Map<String, List<Series>> at(double now);
    }

    /**
     * Waits until kube-state-metrics has told all, and then lets promtool judge: when everything is
     * chosen, the only install and namespace, and one that does not exist.
     */
    private void judge(String scene, KubeStateMetrics exporter, Answers answers) {
        BED.until(
                "kube-state-metrics tells all that is", () -> install.isToldBy(exporter.scrape()));
        Instant at = now();
        List<Series> scraped = exporter.scrape();
        assertThatVariablesHaveValues(scraped);
        Map<String, List<Series>> expected = answers.at(at.getEpochSecond());
        Map<String, String> all = dashboard.expressions(Map.of());
        Map<String, String> own = dashboard.expressions(chosen(BED.namespace()));
        Map<String, String> none = dashboard.expressions(chosen("elsewhere"));
        assertThat(expected).containsOnlyKeys(all.keySet());
        none.entrySet().removeAll(all.entrySet());
        assertThat(none).isNotEmpty();

        List<Query> queries = new ArrayList<>();
        all.forEach((name, expression) -> queries.add(new Query(expression, expected.get(name))));
        own.forEach((name, expression) -> queries.add(new Query(expression, expected.get(name))));
        none.values().forEach(each -> queries.add(new Query(each, List.of())));
        if (scene.equals("trouble")) {
            Map<String, String> patient = dashboard.expressions(Map.of("max_age", "691200"));
            Map<String, String> other = dashboard.expressions(Map.of("instance", "elsewhere"));
            String coverage = "Coverage/A";
            String exposed = "Claims without a young snapshot/A";
            queries.add(new Query(patient.get(coverage), DashboardAnswers.one(3 / 4.0)));
            queries.add(new Query(patient.get(exposed), DashboardAnswers.one(1)));
            queries.add(new Query(other.get(coverage), DashboardAnswers.one(0)));
            queries.add(new Query(other.get(exposed), DashboardAnswers.one(4)));
        }
        Query.ask(at, scraped, queries, Path.of("target", "dashboard-" + scene + ".yaml"));
    }

    private static Map<String, String> chosen(String name) {
        return Map.of("instance", name, "namespace", name);
    }

    private void assertThatVariablesHaveValues(List<Series> scraped) {
        assertThat(dashboard.variables())
                .filteredOn(each -> text(each, "type").equals("query"))
                .hasSize(2)
                .allSatisfy(each -> {
                    Matcher query = LABEL_VALUES.matcher(text(each, "definition"));
                    assertThat(query.matches()).isTrue();
                    assertThat(text(each.getAsJsonObject("query"), "query"))
                            .isEqualTo(query.group());
                    assertThat(scraped)
                            .filteredOn(one -> one.is(query.group(1), Map.of()))
                            .extracting(one -> one.labels().get(query.group(3)))
                            .contains(BED.namespace());
                });
    }
}
