package io.pvcsnapshotter.it;

import static java.util.Map.entry;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.testbed.Rendered;
import io.pvcsnapshotter.testbed.Series;
import io.pvcsnapshotter.testbed.TestBed;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * What is right for the dashboard to say, from what the API server says.
 *
 * @param good the name of the Job of the run that succeeded
 */
record DashboardAnswers(TestBed bed, String good) {
    private static final double GIBIBYTE = 1L << 30;

    /** The ready snapshot of a claim that a scheduled run took. */
    JsonObject scheduled(String claim) {
        return ready(claim).stream()
                .filter(each ->
                        Rendered.at(each, "metadata.labels")
                                .get("pvc-snapshotter.io/trigger")
                                .getAsString()
                                .equals("scheduled"))
                .findFirst()
                .orElseThrow();
    }

    List<JsonObject> ready(String claim) {
        return of(claim).stream().filter(TestBed::isReady).toList();
    }

    /** The snapshot of a claim that is not ready; empty if there is none. */
    JsonObject unready(String claim) {
        return of(claim).stream()
                .filter(each -> !TestBed.isReady(each))
                .findFirst()
                .orElseGet(JsonObject::new);
    }

    private List<JsonObject> of(String claim) {
        return bed.list("vs", "-l", "pvc-snapshotter.io/claim=" + claim);
    }

    /** After one good run: each claim has a snapshot, and one was opted out later. */
    Map<String, List<Series>> allIsWell(double now) {
        double data = taken(scheduled("data"));
        double cold = taken(scheduled("cold"));
        double twice = taken(scheduled("twice"));
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
                        List.of(
                                ofClaim("data", now - data),
                                ofClaim("cold", now - cold),
                                ofClaim("twice", now - twice))),
                entry("Coverage over time/A", one(1)),
                entry(
                        "Oldest newest snapshot over time/A",
                        ofInstall(now - Math.min(Math.min(data, cold), twice))),
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
                        List.of(
                                ofClaim("data", GIBIBYTE),
                                ofClaim("cold", GIBIBYTE),
                                ofClaim("twice", GIBIBYTE),
                                ofClaim("out", GIBIBYTE))),
                entry(
                        "Largest claims/B",
                        List.of(
                                ofClaim("data", 1),
                                ofClaim("cold", 1),
                                ofClaim("twice", 1),
                                ofClaim("out", 1))),
                entry("Number of snapshots/A", ofPolicy(4)),
                entry("Number of snapshots/B", List.of()),
                entry("Number of snapshots/C", List.of()),
                entry("Size of snapshots/A", ofPolicy(4 * GIBIBYTE)));
    }

    /**
     * One claim is new and has a snapshot that a person started, one has a snapshot of three days
     * ago; two runs failed, one goes on, and no more will start.
     */
    Map<String, List<Series>> inTrouble(double now) {
        double data = taken(scheduled("data"));
        double cold = taken(scheduled("cold"));
        JsonObject refused = unready("data");
        JsonObject uploading = unready("cold");
        double twice = taken(scheduled("twice"));
        double duration = duration(good);
        return Map.ofEntries(
                entry("Claims without a young snapshot/A", one(2)),
                entry("Coverage/A", one(2 / 4.0)),
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
                                                        bed.get("pvc", "new"),
                                                        "metadata.creationTimestamp")))),
                entry(
                        "Age of the newest ready snapshot/A",
                        List.of(
                                ofClaim("data", now - data),
                                ofClaim("cold", now - cold),
                                ofClaim("twice", now - twice))),
                entry("Coverage over time/A", one(2 / 4.0)),
                entry("Oldest newest snapshot over time/A", ofInstall(now - cold)),
                entry("Installs/A", ofInstall(1000 * lastScheduled())),
                entry("Installs/B", ofInstall(1000 * lastSuccess())),
                entry("Installs/C", List.of()),
                entry("Installs/D", ofInstall(1)),
                entry("Installs/E", ofInstall(2)),
                entry(
                        "Runs/A",
                        List.of(
                                ofRun(good, 1000 * started(good)),
                                ofRun("bad", 1000 * started("bad")),
                                ofRun("worse", 1000 * started("worse")),
                                ofRun("long", 1000 * started("long")))),
                entry(
                        "Runs/B",
                        List.of(ofRun(good, duration), ofRun("long", now - started("long")))),
                entry(
                        "Runs/C",
                        List.of(
                                ofRun(good, 0),
                                ofRun("bad", 2),
                                ofRun("worse", 2),
                                ofRun("long", 1))),
                entry("Duration of the last successful run/A", ofInstall(duration)),
                entry("Failures over time/A", ofInstall(2)),
                entry("Failures over time/B", one(1)),
                entry(
                        "Snapshots that are not ready/A",
                        List.of(ofSnapshot(refused, 0), ofSnapshot(uploading, 0))),
                entry(
                        "Snapshots that are not ready/B",
                        List.of(ofSnapshot(uploading, now - taken(uploading)))),
                entry(
                        "Snapshots that are not ready/C",
                        List.of(ofSnapshot(refused, now - seconds(refused, "status.error.time")))),
                entry(
                        "Largest claims/A",
                        List.of(
                                ofClaim("data", GIBIBYTE),
                                ofClaim("twice", 2 * GIBIBYTE),
                                ofClaim("out", GIBIBYTE))),
                entry(
                        "Largest claims/B",
                        List.of(
                                ofClaim("data", 1),
                                ofClaim("cold", 1),
                                ofClaim("twice", 2),
                                ofClaim("out", 1),
                                ofClaim("new", 1))),
                entry("Number of snapshots/A", ofPolicy(6)),
                entry("Number of snapshots/B", ofPolicy(2)),
                entry("Number of snapshots/C", ofPolicy(2)),
                entry("Size of snapshots/A", ofPolicy(4 * GIBIBYTE)));
    }

    static List<Series> one(double value) {
        return List.of(new Series("", Map.of(), value));
    }

    private List<Series> ofInstall(double value) {
        return List.of(new Series("", Map.of("namespace", bed.namespace()), value));
    }

    private List<Series> ofPolicy(double value) {
        return List.of(new Series("", Map.of("policy", "all"), value));
    }

    private Series ofClaim(String claim, double value) {
        return new Series(
                "", Map.of("namespace", bed.namespace(), "persistentvolumeclaim", claim), value);
    }

    private Series ofRun(String job, double value) {
        return new Series("", Map.of("namespace", bed.namespace(), "job_name", job), value);
    }

    private Series ofSnapshot(JsonObject snapshot, double value) {
        return new Series(
                "",
                Map.of(
                        "namespace",
                        bed.namespace(),
                        "persistentvolumeclaim",
                        Rendered.text(snapshot, "spec.source.persistentVolumeClaimName"),
                        "volumesnapshot",
                        TestBed.name(snapshot)),
                value);
    }

    private double taken(JsonObject snapshot) {
        return seconds(snapshot, "status.creationTime");
    }

    private double started(String job) {
        return seconds(bed.get("job", job), "status.startTime");
    }

    private double duration(String job) {
        return seconds(bed.get("job", job), "status.completionTime") - started(job);
    }

    private double lastSuccess() {
        return seconds(bed.get("cronjob", MonitoredInstall.CRON_JOB), "status.lastSuccessfulTime");
    }

    private double lastScheduled() {
        return seconds(bed.get("cronjob", MonitoredInstall.CRON_JOB), "status.lastScheduleTime");
    }

    /** The first of January after the last scheduled run. */
    private double newYear() {
        return Instant.ofEpochSecond((long) lastScheduled())
                .atZone(ZoneOffset.UTC)
                .plusYears(1)
                .truncatedTo(ChronoUnit.DAYS)
                .withDayOfYear(1)
                .toEpochSecond();
    }

    private double seconds(JsonObject object, String path) {
        return Instant.parse(Rendered.text(object, path)).getEpochSecond();
    }
}
