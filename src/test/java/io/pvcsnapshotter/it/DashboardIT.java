package io.pvcsnapshotter.it;

import static io.pvcsnapshotter.docs.Dashboard.text;
import static java.util.Map.entry;
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
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each expression of the dashboard, answered by promtool from what a real cluster exports. */
class DashboardIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private static final double GIBIBYTE = 1L << 30;
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
        BED.claims("data", "cold", "out");
        BED.kubectl("annotate", "pvc", "out", MonitoredInstall.OPT_OUT + "=false");
        snapshotOfSomebodyElse();
        install.apply();
        String good = install.runThatSucceeds();
        try (KubeStateMetrics exporter = install.kubeStateMetrics()) {
            install.bindOurRole();
            judge(exporter, allIsWell(good));

            install.runThatFails();
            useClass("data", Map.of("failWith", "RESOURCE_EXHAUSTED: the pool is full"));
            useClass("cold", Map.of("never", "true"));
            BED.kubectl("create", "job", "--from=cronjob/" + MonitoredInstall.CRON_JOB, "long");
            BED.until(
                    "the Job has started",
                    () -> !Rendered.text(BED.get("job", "long"), "status.startTime").isEmpty());
            ProgramRun running = install.program("long", "wait { timeout = 10m }");
            try {
                trouble();
                judge(exporter, inTrouble(good));
            } finally {
                running.kill();
            }
        }
    }

    private static void snapshotOfSomebodyElse() {
        BED.apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: somebody-elses}
                spec: {source: {persistentVolumeClaimName: data}, volumeSnapshotClassName: testbed}
                """);
        BED.until("it is ready", () -> TestBed.isReady(BED.get("vs", "somebody-elses")));
    }

    private static void useClass(String claim, Map<String, String> faults) {
        BED.kubectl(
                "annotate",
                "pvc",
                claim,
                "pvc-snapshotter.io/snapshot-class=" + BED.snapshotClass(claim, faults));
    }

    private void trouble() {
        BED.until("the storage refuses one", () -> isIn(snapshot("data", false), "error"));
        BED.until("one is taken", () -> isIn(snapshot("cold", false), "creationTime"));
        // From now on nothing about the snapshots changes but what the test changes.
        List.of("snapshot-controller", "csi-snapshotter").forEach(BED::stop);
        // As if no run had taken one of this claim since, by a storage that tells no size.
        BED.kubectl(
                "patch",
                "vs",
                TestBed.name(snapshot("cold", true)),
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\": {\"restoreSize\": null, \"creationTime\": \"%s\"}}"
                        .formatted(
                                Instant.now()
                                        .minus(Duration.ofDays(3))
                                        .truncatedTo(ChronoUnit.SECONDS)));
        BED.claims("new");
        install.setCronJob("{\"suspend\": true}");
    }

    private static JsonObject snapshot(String claim, boolean ready) {
        return BED.list("vs", "-l", "pvc-snapshotter.io/claim=" + claim).stream()
                .filter(each -> TestBed.isReady(each) == ready)
                .findFirst()
                .orElseGet(JsonObject::new);
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
    private void judge(KubeStateMetrics exporter, Answers answers) {
        BED.until(
                "kube-state-metrics tells all that is", () -> install.isToldBy(exporter.scrape()));
        Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<Series> scraped = exporter.scrape();
        assertThatVariablesHaveValues(scraped);
        Map<String, List<Series>> expected = answers.at(at.getEpochSecond());
        Map<String, String> all = dashboard.expressions(Map.of());
        Map<String, String> own = dashboard.expressions(chosen(BED.namespace()));
        Map<String, String> none = dashboard.expressions(chosen("elsewhere"));
        assertThat(expected).containsOnlyKeys(all.keySet());
        ask(at, scraped, all, expected);
        ask(at, scraped, own, expected);
        none.entrySet().removeAll(all.entrySet());
        assertThat(none).isNotEmpty();
        none.forEach((name, expression) ->
                ask(at, scraped, Map.of(name, expression), Map.of(name, List.of())));
    }

    private static Map<String, String> chosen(String name) {
        return Map.of("instance", name, "namespace", name);
    }

    private static void ask(
            Instant at,
            List<Series> scraped,
            Map<String, String> expressions,
            Map<String, List<Series>> expected) {
        Query.ask(
                at,
                scraped,
                expressions.entrySet().stream()
                        .map(each -> new Query(each.getValue(), expected.get(each.getKey())))
                        .toList(),
                Path.of("target", "dashboard-test.yaml"));
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

    /** After one good run: both claims have a snapshot, and the third is opted out. */
    private Answers allIsWell(String good) {
        return now -> {
            double data = taken(snapshot("data", true));
            double cold = taken(snapshot("cold", true));
            double duration = duration(good);
            return Map.ofEntries(
                    entry("Claims without a young snapshot/A", one(0)),
                    entry("Coverage/A", one(1)),
                    entry("Time since a run succeeded/A", one(now - lastSuccess())),
                    entry("Installs whose last run failed/A", one(0)),
                    entry("Snapshots with an error/A", one(0)),
                    entry("Suspended installs/A", one(0)),
                    entry("Claims without a ready snapshot/A", List.of()),
                    entry(
                            "Age of the newest ready snapshot/A",
                            List.of(ofClaim("data", now - data), ofClaim("cold", now - cold))),
                    entry("Coverage over time/A", one(1)),
                    entry(
                            "Oldest newest snapshot over time/A",
                            ofInstall(now - Math.min(data, cold))),
                    entry("Installs/A", ofInstall(1000 * lastScheduled())),
                    entry("Installs/B", ofInstall(1000 * lastSuccess())),
                    entry("Installs/C", ofInstall(1000 * newYear())),
                    entry("Installs/D", ofInstall(0)),
                    entry("Installs/E", ofInstall(0)),
                    entry("Runs/A", List.of(ofRun(good, 1000 * started(good)))),
                    entry("Runs/B", List.of(ofRun(good, duration))),
                    entry("Runs/C", List.of(ofRun(good, 0))),
                    entry("Duration of the last successful run/A", ofInstall(duration)),
                    entry("Failures over time/A", ofInstall(0)),
                    entry("Failures over time/B", one(0)),
                    entry("Snapshots that are not ready/A", List.of()),
                    entry("Snapshots that are not ready/B", List.of()),
                    entry("Snapshots that are not ready/C", List.of()),
                    entry(
                            "Largest claims/A",
                            List.of(ofClaim("data", GIBIBYTE), ofClaim("cold", GIBIBYTE))),
                    entry("Largest claims/B", List.of(ofClaim("data", 1), ofClaim("cold", 1))),
                    entry("Number of snapshots/A", ofPolicy(2)),
                    entry("Number of snapshots/B", List.of()),
                    entry("Number of snapshots/C", List.of()),
                    entry("Size of snapshots/A", ofPolicy(2 * GIBIBYTE)));
        };
    }

    /**
     * One claim is new, one has a snapshot of three days ago; a run failed, one goes on, and no
     * more will start.
     */
    private Answers inTrouble(String good) {
        return now -> {
            double data = taken(snapshot("data", true));
            double cold = taken(snapshot("cold", true));
            JsonObject refused = snapshot("data", false);
            JsonObject uploading = snapshot("cold", false);
            double duration = duration(good);
            return Map.ofEntries(
                    entry("Claims without a young snapshot/A", one(2)),
                    entry("Coverage/A", one(1 / 3.0)),
                    entry("Time since a run succeeded/A", one(now - lastSuccess())),
                    entry("Installs whose last run failed/A", one(1)),
                    entry("Snapshots with an error/A", one(1)),
                    entry("Suspended installs/A", one(1)),
                    entry(
                            "Claims without a ready snapshot/A",
                            List.of(
                                    ofClaim(
                                            "new",
                                            now
                                                    - seconds(
                                                            BED.get("pvc", "new"),
                                                            "metadata.creationTimestamp")))),
                    entry(
                            "Age of the newest ready snapshot/A",
                            List.of(ofClaim("data", now - data), ofClaim("cold", now - cold))),
                    entry("Coverage over time/A", one(1 / 3.0)),
                    entry("Oldest newest snapshot over time/A", ofInstall(now - cold)),
                    entry("Installs/A", ofInstall(1000 * lastScheduled())),
                    entry("Installs/B", ofInstall(1000 * lastSuccess())),
                    entry("Installs/C", List.of()),
                    entry("Installs/D", ofInstall(1)),
                    entry("Installs/E", ofInstall(1)),
                    entry(
                            "Runs/A",
                            List.of(
                                    ofRun(good, 1000 * started(good)),
                                    ofRun("bad", 1000 * started("bad")),
                                    ofRun("long", 1000 * started("long")))),
                    entry(
                            "Runs/B",
                            List.of(ofRun(good, duration), ofRun("long", now - started("long")))),
                    entry("Runs/C", List.of(ofRun(good, 0), ofRun("bad", 2), ofRun("long", 1))),
                    entry("Duration of the last successful run/A", ofInstall(duration)),
                    entry("Failures over time/A", ofInstall(1)),
                    entry("Failures over time/B", one(1)),
                    entry(
                            "Snapshots that are not ready/A",
                            List.of(ofSnapshot(refused, 0), ofSnapshot(uploading, 0))),
                    entry(
                            "Snapshots that are not ready/B",
                            List.of(ofSnapshot(uploading, now - taken(uploading)))),
                    entry(
                            "Snapshots that are not ready/C",
                            List.of(
                                    ofSnapshot(
                                            refused, now - seconds(refused, "status.error.time")))),
                    entry("Largest claims/A", List.of(ofClaim("data", GIBIBYTE))),
                    entry("Largest claims/B", List.of(ofClaim("data", 1), ofClaim("cold", 1))),
                    entry("Number of snapshots/A", ofPolicy(2)),
                    entry("Number of snapshots/B", ofPolicy(2)),
                    entry("Number of snapshots/C", ofPolicy(1)),
                    entry("Size of snapshots/A", ofPolicy(GIBIBYTE)));
        };
    }

    private static List<Series> one(double value) {
        return List.of(new Series("", Map.of(), value));
    }

    private static List<Series> ofInstall(double value) {
        return List.of(new Series("", Map.of("namespace", BED.namespace()), value));
    }

    private static List<Series> ofPolicy(double value) {
        return List.of(new Series("", Map.of("policy", "all"), value));
    }

    private static Series ofClaim(String claim, double value) {
        return new Series(
                "", Map.of("namespace", BED.namespace(), "persistentvolumeclaim", claim), value);
    }

    private static Series ofRun(String job, double value) {
        return new Series("", Map.of("namespace", BED.namespace(), "job_name", job), value);
    }

    private static Series ofSnapshot(JsonObject snapshot, double value) {
        return new Series(
                "",
                Map.of(
                        "namespace",
                        BED.namespace(),
                        "persistentvolumeclaim",
                        Rendered.text(snapshot, "spec.source.persistentVolumeClaimName"),
                        "volumesnapshot",
                        TestBed.name(snapshot)),
                value);
    }

    private static double taken(JsonObject snapshot) {
        return seconds(snapshot, "status.creationTime");
    }

    private static double started(String job) {
        return seconds(BED.get("job", job), "status.startTime");
    }

    private static double duration(String job) {
        return seconds(BED.get("job", job), "status.completionTime") - started(job);
    }

    private static double lastSuccess() {
        return seconds(BED.get("cronjob", MonitoredInstall.CRON_JOB), "status.lastSuccessfulTime");
    }

    private static double lastScheduled() {
        return seconds(BED.get("cronjob", MonitoredInstall.CRON_JOB), "status.lastScheduleTime");
    }

    /** The first of January after the last scheduled run. */
    private static double newYear() {
        return Instant.ofEpochSecond((long) lastScheduled())
                .atZone(ZoneOffset.UTC)
                .plusYears(1)
                .truncatedTo(ChronoUnit.DAYS)
                .withDayOfYear(1)
                .toEpochSecond();
    }

    private static double seconds(JsonObject object, String path) {
        return Instant.parse(Rendered.text(object, path)).getEpochSecond();
    }
}
