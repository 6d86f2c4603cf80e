package io.pvcsnapshotter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.cluster.ScriptedApiServer;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Answer;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code status --max-age} is never green where no new snapshot can come. */
class ProbeTest {
    private static final String JOBS = "/apis/batch/v1/namespaces/pvc-snapshotter/jobs";
    private static final String CRON_JOB =
            "/apis/batch/v1/namespaces/pvc-snapshotter/cronjobs/pvc-snapshotter";
    private static final String PODS = "/api/v1/namespaces/pvc-snapshotter/pods";
    private static final String EVENTS = "/api/v1/namespaces/pvc-snapshotter/events";
    private static final String CONFIGURATION =
            "/api/v1/namespaces/pvc-snapshotter/configmaps/pvc-snapshotter";
    private static final String OWNER =
            "\"ownerReferences\":[{\"apiVersion\":\"batch/v1\",\"kind\":\"CronJob\",\"name\":\"pvc-snapshotter\",\"uid\":\"c\",\"controller\":true}]";
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final String DAILY = daily();

    @TempDir private Path folder;
    private final ScriptedApiServer server = new ScriptedApiServer();
    private final PrintStream realOut = System.out;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void everythingIsInOrder() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        configuration("policies = [ { name = all, requireMatch = false } ]");
        server.on(
                ScriptedApiServer.CLAIMS,
                list(
                        """
                        {"metadata":{"namespace":"shop","name":"data","uid":"u","resourceVersion":"1","creationTimestamp":"2026-01-01T00:00:00Z"},
                         "spec":{"volumeName":"v"},"status":{"phase":"Bound"}}
                        """));
        server.on(
                ScriptedApiServer.VOLUMES,
                list(
                        """
                        {"metadata":{"name":"v","uid":"pv","resourceVersion":"1"},"spec":{"claimRef":{"uid":"u"},"csi":{"driver":"csi.example.com"}}}
                        """));
        server.on(
                ScriptedApiServer.CLASSES,
                list(
                        """
                        {"metadata":{"name":"fast","uid":"f","resourceVersion":"1","annotations":{"snapshot.storage.kubernetes.io/is-default-class":"true"}},
                         "driver":"csi.example.com"}
                        """));
        server.on(ScriptedApiServer.SNAPSHOTS, list(snapshot(hoursAgo(1))));
        cronJob("\"schedule\":\"%s\"".formatted(DAILY), hoursAgo(1));
        jobs(job("run-1", hoursAgo(1), "Complete"));
    }

    @AfterEach
    void stopListening() {
        System.setOut(realOut);
        server.close();
    }

    private static Instant hoursAgo(int hours) {
        return NOW.minus(Duration.ofHours(hours));
    }

    /** Every day at the time that was an hour ago. */
    private static String daily() {
        var slot = hoursAgo(1).atZone(java.time.ZoneOffset.UTC);
        return "%d %d * * *".formatted(slot.getMinute(), slot.getHour());
    }

    private static Answer list(String... items) {
        return Answer.json(
                "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[%s]}"
                        .formatted(String.join(",", items)));
    }

    private void configuration(String text) {
        server.on(
                CONFIGURATION,
                Answer.json(
                        """
                        {"metadata":{"namespace":"pvc-snapshotter","name":"pvc-snapshotter","uid":"m","resourceVersion":"1"},"data":{"snapshotter.conf":"%s"}}
                        """
                                .formatted(text)));
    }

    private static String json(Map<String, String> marks) {
        return marks.entrySet().stream()
                .map(each -> "\"%s\":\"%s\"".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String snapshot(Instant taken) {
        Run run = new Run("pvc-snapshotter", "r", "run-1", taken, Run.Trigger.SCHEDULED);
        Ownership.Marks marks =
                Ownership.marks(run, new ObjectName("shop", "data"), "u", "all", "all", "Etc/UTC");
        return """
        {"metadata":{"namespace":"shop","name":"%s","uid":"s","resourceVersion":"1","creationTimestamp":"%s","labels":%s,"annotations":%s},
         "spec":{"source":{"persistentVolumeClaimName":"data"},"volumeSnapshotClassName":"fast"},
         "status":{"readyToUse":true,"creationTime":"%s"}}
        """
                .formatted(
                        marks.name(),
                        taken,
                        json(marks.labels()),
                        json(marks.annotations()),
                        taken);
    }

    private void cronJob(String spec, Instant lastScheduled) {
        server.on(
                CRON_JOB,
                Answer.json(
                        """
                        {"metadata":{"namespace":"pvc-snapshotter","name":"pvc-snapshotter","uid":"c","resourceVersion":"1","creationTimestamp":"2026-01-01T00:00:00Z"},
                         "spec":{%s},"status":{"lastScheduleTime":"%s","lastSuccessfulTime":"%s"}}
                        """
                                .formatted(spec, lastScheduled, lastScheduled.plusSeconds(60))));
    }

    private void jobs(String... newestFirst) {
        server.on(JOBS, list(newestFirst));
    }

    /**
     * @param condition empty for one that goes on
     */
    private static String job(String name, Instant created, String condition) {
        String conditions =
                condition.isEmpty()
                        ? ""
                        : "{\"type\":\"%s\",\"status\":\"True\",\"reason\":\"BackoffLimitExceeded\",\"lastTransitionTime\":\"%s\"}"
                                .formatted(condition, created.plusSeconds(60));
        return """
        {"metadata":{"namespace":"pvc-snapshotter","name":"%s","uid":"uid-%s","resourceVersion":"1","creationTimestamp":"%s",%s,
          "annotations":{"batch.kubernetes.io/cronjob-scheduled-timestamp":"%s"}},
         "spec":{"template":{"spec":{"containers":[{"name":"snapshot"}]}}},"status":{"startTime":"%s","conditions":[%s]}}
        """
                .formatted(name, name, created, OWNER, created, created, conditions);
    }

    private void pod(String job, String container) {
        server.on(
                PODS,
                list(
                        """
                        {"metadata":{"namespace":"pvc-snapshotter","name":"%1$s-x","uid":"pod","resourceVersion":"1","creationTimestamp":"%2$s",
                          "labels":{"batch.kubernetes.io/job-name":"%1$s"}},
                         "status":{"containerStatuses":[{"name":"snapshot","state":%3$s}]}}
                        """
                                .formatted(job, NOW, container)));
    }

    private int status(String... more) {
        out.reset();
        String kubeconfig = server.kubeconfig(folder).toString();
        return new CommandLineProgram(new Environment(Map.of("HOME", folder.toString())))
                .execute(
                        Stream.concat(
                                        Stream.of("status", "--kubeconfig", kubeconfig),
                                        Arrays.stream(more))
                                .toArray(String[]::new));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What a person sees without the option has the reason too, and is no failure. */
    private void isRed(int exitStatus, String why) {
        assertThat(status("--max-age", "26h")).as(this::printed).isEqualTo(exitStatus);
        assertThat(printed()).contains(why);
        assertThat(status()).isZero();
        assertThat(printed()).contains(why);
    }

    @Test
    void it_is_green_where_all_is_in_order() {
        assertThat(status("--max-age", "26h")).as(this::printed).isZero();
        assertThat(printed()).endsWith("selected 1 of 1 claims: 1 ok\n");
    }

    @Test
    void suspended() {
        cronJob("\"schedule\":\"%s\",\"suspend\":true".formatted(DAILY), hoursAgo(1));
        isRed(73, "is suspended");
    }

    @Test
    void no_cron_job() {
        server.on(CRON_JOB, Answer.refusal(404, "NotFound", "not found"));
        isRed(73, "there is no CronJob");
    }

    @Test
    void a_schedule_that_fits_no_day() {
        cronJob("\"schedule\":\"0 0 30 2 *\"", hoursAgo(1));
        isRed(73, "fits no day");
    }

    /** A deadline that is too short, a quota of Jobs, a time zone that the controller lacks. */
    @Test
    void a_run_that_should_have_been_started_and_was_not() {
        cronJob("\"schedule\":\"%s\"".formatted(DAILY), hoursAgo(25));
        isRed(73, "No run was started on ");
    }

    @Test
    void a_run_that_is_a_few_minutes_late_is_no_alarm() {
        var slot = NOW.minus(Duration.ofMinutes(5)).atZone(java.time.ZoneOffset.UTC);
        cronJob(
                "\"schedule\":\"%d %d * * *\"".formatted(slot.getMinute(), slot.getHour()),
                hoursAgo(24));
        assertThat(status("--max-age", "26h")).as(this::printed).isZero();
    }

    @Test
    void an_image_that_cannot_be_pulled() {
        jobs(
                job("run-2", NOW.minus(Duration.ofMinutes(20)), ""),
                job("run-1", hoursAgo(1), "Complete"));
        pod(
                "run-2",
                "{\"waiting\":{\"reason\":\"ImagePullBackOff\",\"message\":\"no such image\"}}");
        isRed(73, "The run run-2 does not start since 20m: its image cannot be pulled");
    }

    @Test
    void a_run_that_has_just_been_started_is_no_alarm() {
        jobs(job("run-2", NOW.minusSeconds(30), ""), job("run-1", hoursAgo(1), "Complete"));
        assertThat(status("--max-age", "26h")).as(this::printed).isZero();
    }

    @Test
    void a_quota_that_forbids_pods() {
        jobs(job("run-2", NOW.minus(Duration.ofMinutes(20)), ""));
        server.on(
                EVENTS,
                list(
                        """
                        {"metadata":{"namespace":"pvc-snapshotter","name":"e","uid":"e","resourceVersion":"1"},"type":"Warning","reason":"FailedCreate",
                         "message":"Error creating: pods \\"x\\" is forbidden: exceeded quota: none","lastTimestamp":"%s",
                         "involvedObject":{"uid":"uid-run-2"}}
                        """
                                .formatted(NOW)));
        isRed(73, "exceeded quota: none. Raise the quota");
    }

    @Test
    void the_last_run_failed() {
        jobs(
                job("run-2", NOW.minus(Duration.ofMinutes(5)), ""),
                job("run-1", hoursAgo(1), "Failed"),
                job("run-0", hoursAgo(25), "Complete"));
        isRed(73, "The last run that ended has failed, 59m ago. It is run-1: ");
    }

    @Test
    void the_account_of_the_runs_has_no_rights() {
        jobs(job("run-1", hoursAgo(1), "Failed"));
        pod(
                "run-1",
                "{\"terminated\":{\"exitCode\":77,\"reason\":\"Error\",\"message\":\"volumesnapshots is forbidden\"}}");
        isRed(73, "It is run-1: volumesnapshots is forbidden");
    }

    /** One that did something else proves nothing, like one that took a single claim. */
    @Test
    void a_success_of_a_run_with_other_arguments_is_none() {
        String narrow =
                job("narrow", NOW.minus(Duration.ofMinutes(9)), "Complete")
                        .replace(
                                "{\"name\":\"snapshot\"}",
                                "{\"name\":\"snapshot\",\"env\":[{\"name\":\"PVC_SNAPSHOTTER_ARGS\",\"value\":\"plan\"}]}");
        jobs(narrow, job("run-1", hoursAgo(1), "Failed"));
        isRed(73, "It is run-1: ");
    }

    @Test
    void no_claim_is_selected() {
        configuration(
                "policies = [ { name = all, requireMatch = false, select { claims = [x] } } ]");
        server.on(ScriptedApiServer.SNAPSHOTS, list());
        isRed(73, "No claim is snapshotted: ");
    }

    @Test
    void no_selected_claim_can_be_snapshotted() {
        configuration("policies = [ { name = all, unsupported = skip } ]");
        server.on(ScriptedApiServer.SNAPSHOTS, list());
        server.on(ScriptedApiServer.CLASSES, list());
        isRed(73, "No claim is snapshotted: ");
    }

    @Test
    void the_snapshot_class_is_gone() {
        server.on(ScriptedApiServer.CLASSES, list());
        isRed(73, "although it has snapshots");
    }

    @Test
    void the_cluster_has_no_snapshots() {
        server.on(ScriptedApiServer.SNAPSHOTS, Answer.status(404, "404 page not found\n"));
        assertThat(status("--max-age", "26h")).as(this::printed).isEqualTo(69);
    }

    @Test
    void nobody_may_look_whether_runs_succeed() {
        server.on(
                JOBS,
                Answer.refusal(
                        403,
                        "Forbidden",
                        "jobs.batch is forbidden: User \"u\" cannot list resource \"jobs\""));
        isRed(77, "Whether runs succeed is not known");
    }

    @Test
    void nobody_may_look_whether_runs_start() {
        server.on(
                CRON_JOB,
                Answer.refusal(
                        403,
                        "Forbidden",
                        "cronjobs.batch is forbidden: User \"u\" cannot get resource \"cronjobs\""));
        isRed(77, "When the next run starts is not known");
    }

    @Test
    void the_page_says_it_too() {
        jobs(job("run-1", hoursAgo(1), "Failed"));
        assertThat(status("--max-age", "26h", "-o", "html")).isEqualTo(73);
        assertThat(printed())
                .contains("<p class=\"verdict bad\">New snapshots may not come: see the runs</p>")
                .contains("<li>The last run that ended has failed, ");
        assertThat(status("--max-age", "26h", "-o", "json")).isEqualTo(73);
        assertThat(printed()).contains("\"problem\": \"The last run that ended has failed, ");
    }

    @Test
    void help_and_completion_know_the_page() {
        assertThat(status("--help")).isZero();
        assertThat(printed()).contains("table, wide, json, html");
        out.reset();
        assertThat(new CommandLineProgram(new Environment(Map.of())).execute("completion"))
                .isZero();
        assertThat(printed()).contains("\"table\" \"wide\" \"json\" \"html\"");
    }
}
