package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.cluster.Connection;
import io.pvcsnapshotter.cluster.InstallObjects;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.schedule.ScheduleSync;
import io.pvcsnapshotter.schedule.Syncing;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the ConfigMap's schedule, as a real API server judges it. */
class ScheduleIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    private static final String NAME = "pvc-snapshotter";

    @BeforeEach
    void a_cron_job_that_runs_each_night() {
        cronJob("17 4 * * *", "startingDeadlineSeconds: 600");
    }

    private static void cronJob(String schedule, String more) {
        BED.apply(
                """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: %s}
                spec:
                  schedule: "%s"
                  timeZone: Etc/UTC
                  %s
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: snapshot, image: nothing}]
                """
                        .formatted(NAME, schedule, more));
    }

    private static void configure(String... keysAndValues) {
        configureWith("policies = [ { name = all } ]", keysAndValues);
    }

    private static void configureWith(String configuration, String... keysAndValues) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "create",
                                "configmap",
                                NAME,
                                "--dry-run=client",
                                "-o",
                                "yaml",
                                "--from-literal=snapshotter.conf=" + configuration));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            command.add("--from-literal=" + keysAndValues[i] + "=" + keysAndValues[i + 1]);
        }
        BED.apply(BED.kubectl(command.toArray(String[]::new)));
    }

    private static ProgramRun sync() {
        return BED.program(Map.of(), "sync-schedule", "--install-namespace", BED.namespace());
    }

    private static JsonObject stored() {
        return BED.get("cronjob", NAME);
    }

    private static String version() {
        return stored().getAsJsonObject("metadata").get("resourceVersion").getAsString();
    }

    private static String field(String name) {
        return stored().getAsJsonObject("spec").get(name).getAsString();
    }

    private static String owner(String field) {
        return BED
                .get("cronjob", NAME, "--show-managed-fields")
                .getAsJsonObject("metadata")
                .getAsJsonArray("managedFields")
                .asList()
                .stream()
                .map(each -> each.getAsJsonObject())
                .filter(each -> each.toString().contains("\"f:" + field + "\""))
                .map(each -> each.get("manager").getAsString())
                .sorted()
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    /** Each as {@code reason of kind: note}. */
    private static List<String> events() {
        return BED.list("events.v1.events.k8s.io").stream()
                .filter(each ->
                        NAME.equals(
                                Optional.ofNullable(each.get("reportingController"))
                                        .map(by -> by.getAsString())
                                        .orElse("")))
                .map(each ->
                        "%s of %s: %s"
                                .formatted(
                                        each.get("reason").getAsString(),
                                        each.getAsJsonObject("regarding").get("kind").getAsString(),
                                        each.get("note").getAsString()))
                .sorted()
                .toList();
    }

    @Test
    void a_suspension_ends_when_its_key_is_removed() {
        configure("schedule", "17 4 * * *", "suspend", "true");
        assertThat(sync().exitStatus()).isZero();
        assertThat(field("suspend")).isEqualTo("true");
        configure("schedule", "17 4 * * *");
        ProgramRun run = sync();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(field("suspend")).isEqualTo("false");
        String settled = version();
        assertThat(sync().exitStatus()).isZero();
        assertThat(version()).isEqualTo(settled);
    }

    @Test
    void a_suspension_that_somebody_else_made_stays() {
        BED.kubectl(
                "patch", "cronjob", NAME, "--type=merge", "-p", "{\"spec\":{\"suspend\":true}}");
        configure("schedule", "17 4 * * *");
        assertThat(sync().exitStatus()).isZero();
        assertThat(field("suspend")).isEqualTo("true");
    }

    @Test
    void schedule_zone_and_suspend_are_copied_and_belong_to_the_sync() {
        configure("schedule", "@every 90m", "timeZone", "Europe/Berlin", "suspend", "true");
        ProgramRun run = sync();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(field("schedule")).isEqualTo("@every 90m");
        assertThat(field("timeZone")).isEqualTo("Europe/Berlin");
        assertThat(field("suspend")).isEqualTo("true");
        assertThat(List.of("schedule", "timeZone", "suspend"))
                .allMatch(each -> owner(each).equals("pvc-snapshotter-schedule"));
        String note = "17 4 * * * (Etc/UTC) -> @every 90m, suspended (Europe/Berlin)";
        assertThat(events())
                .containsExactly(
                        "ScheduleChanged of ConfigMap: " + note,
                        "ScheduleChanged of CronJob: " + note);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void what_the_config_map_does_not_have_stays() {
        configure("timeZone", "Asia/Tokyo");
        BED.kubectl("patch", "cronjob", NAME, "-p", "{\"spec\":{\"suspend\":true}}");
        assertThat(sync().exitStatus()).isZero();
        assertThat(field("schedule")).isEqualTo("17 4 * * *");
        assertThat(field("timeZone")).isEqualTo("Asia/Tokyo");
        assertThat(field("suspend")).isEqualTo("true");
    }

    @Test
    void what_is_the_same_is_not_written_and_not_told() {
        configure("schedule", "17 4 * * *", "timeZone", "Etc/UTC", "suspend", "false");
        String before = version();
        ProgramRun run = sync();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(version()).isEqualTo(before);
        assertThat(run.log()).hasSize(2);
        assertThat(run.ending())
                .isEqualTo(
                        "Ended the sync: the schedule stays 17 4 * * * (Etc/UTC); the configuration is in order");
        assertThat(events()).isEmpty();
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    schedule | 61 * * * *         | end of range (61) above maximum (59)
                    schedule | 0 4 * * 7          | end of range (7) above maximum (6)
                    schedule | TZ=UTC 0 4 * * *   | cannot use TZ or CRON_TZ in schedule
                    timeZone | Mars/Olympus       | unknown time zone Mars/Olympus
                    suspend  | yes                | expected true or false
                    """)
    void a_bad_value_is_78_and_told_on_both_and_the_cron_job_stays_as_it_is(
            String key, String value, String why) {
        configure(key, value, key.equals("schedule") ? "suspend" : "schedule", good(key));
        String before = version();
        ProgramRun run = sync();
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(78);
        assertThat(version()).isEqualTo(before);
        assertThat(events())
                .filteredOn(each -> each.startsWith("ScheduleInvalid"))
                .hasSize(2)
                .allMatch(each -> each.contains(key + ": ") && each.contains(value))
                .allMatch(each -> each.contains(why))
                .allMatch(each ->
                        each.endsWith(
                                "; nothing is copied, and CronJob %s/%s keeps 17 4 * * * (Etc/UTC)"
                                        .formatted(BED.namespace(), NAME)));
    }

    /** Another key, which is right, and is not copied either. */
    private static String good(String badKey) {
        return badKey.equals("schedule") ? "true" : "0 2 * * *";
    }

    @Test
    void an_unchanged_mistake_is_one_event_and_each_edit_another() {
        configure("schedule", "nonsense");
        assertThat(sync().exitStatus()).isEqualTo(78);
        assertThat(sync().exitStatus()).isEqualTo(78);
        assertThat(events()).hasSize(2);
        configure("schedule", "more nonsense");
        assertThat(sync().exitStatus()).isEqualTo(78);
        assertThat(events()).hasSize(4);
    }

    @Test
    void a_broken_configuration_is_78_with_its_lines_and_the_schedule_is_copied_all_the_same() {
        configureWith(
                "policies = [\n{ name = all, retian { last = 3 } } ]\nlimit { }",
                "schedule",
                "0 2 * * *");
        ProgramRun run = sync();
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(78);
        assertThat(field("schedule")).isEqualTo("0 2 * * *");
        assertThat(events())
                .anyMatch(each ->
                        each.startsWith(
                                        "ConfigurationInvalid of ConfigMap: snapshotter.conf:2: policies[all].retian")
                                && each.contains("snapshotter.conf:3: limit"));
        assertThat(run.reasons())
                .anyMatch(each -> each.startsWith("snapshotter.conf:2: "))
                .anyMatch(each -> each.startsWith("snapshotter.conf:3: "));
        assertThat(run.ending()).endsWith("the configuration has 2 problems");
    }

    @Test
    void without_its_config_map_or_cron_job_it_says_what_to_apply() {
        ProgramRun nothing = sync();
        assertThat(nothing.exitStatus()).as(nothing::toString).isEqualTo(78);
        assertThat(nothing.ending()).contains("no ConfigMap", "kubectl apply -k config");
        BED.kubectl("delete", "cronjob", NAME);
        configure("schedule", "0 2 * * *");
        ProgramRun half = sync();
        assertThat(half.exitStatus()).as(half::toString).isEqualTo(78);
        assertThat(half.ending()).contains("no CronJob", "kubectl apply -k manifests");
        assertThat(events())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("CronJobMissing of ConfigMap");
    }

    @Test
    void a_cron_job_that_changed_since_it_was_read_is_read_again() {
        configure("schedule", "0 2 * * *");
        ObjectName name = new ObjectName(BED.namespace(), NAME);
        InstallObjects real =
                new Connection(Optional.of(BED.kubeconfig()), Optional.empty(), "test")
                        .open(Map.of());
        AtomicInteger patches = new AtomicInteger();
        InstallObjects disturbed =
                before(
                        real,
                        "reschedule",
                        () -> {
                            if (patches.incrementAndGet() == 1) {
                                BED.kubectl("annotate", "cronjob", NAME, "example.com/by=another");
                            }
                        });
        Syncing syncing =
                new ScheduleSync(disturbed, name).copy(real.configMap(name).orElseThrow());
        assertThat(syncing).isInstanceOf(Syncing.Changed.class);
        assertThat(patches).hasValue(2);
        assertThat(field("schedule")).isEqualTo("0 2 * * *");
        assertThat(stored().toString()).contains("example.com/by");
    }

    /** The real cluster, and something that happens just before one of its methods. */
    private static InstallObjects before(InstallObjects real, String method, Runnable happens) {
        return (InstallObjects)
                Proxy.newProxyInstance(
                        InstallObjects.class.getClassLoader(),
                        new Class<?>[] {InstallObjects.class},
                        (_, called, arguments) -> {
                            if (called.getName().equals(method)) {
                                happens.run();
                            }
                            try {
                                return called.invoke(real, arguments);
                            } catch (InvocationTargetException thrown) {
                                throw thrown.getCause();
                            }
                        });
    }

    @Test
    void an_api_server_that_freezes_for_some_seconds_is_waited_for() throws Exception {
        configure("schedule", "0 2 * * *");
        BED.freeze("kube-apiserver");
        ProgramRun run = sync();
        Thread.sleep(Duration.ofSeconds(8));
        assertThat(run.out()).isEmpty();
        BED.thaw("kube-apiserver");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(field("schedule")).isEqualTo("0 2 * * *");
    }

    @Test
    void an_api_server_that_is_away_for_longer_than_a_run_retries_is_waited_for() throws Exception {
        configure("schedule", "0 2 * * *");
        BED.stop("kube-apiserver");
        ProgramRun run = sync();
        Thread.sleep(Duration.ofSeconds(12));
        BED.start("kube-apiserver");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(field("schedule")).isEqualTo("0 2 * * *");
    }

    /**
     * The CronJob controller looks for missed slots of the new schedule since the CronJob was made
     * or last ran (kubernetes#130838); the starting deadline keeps it from those of the past.
     */
    @Test
    void a_changed_schedule_starts_no_run_of_the_past() throws Exception {
        ZonedDateTime past = Instant.now().atZone(ZoneOffset.UTC).minusMinutes(15);
        String slot = "%d %d * * *".formatted(past.getMinute(), past.getHour());
        lastRan(Instant.now().minus(Duration.ofHours(20)));
        configure("schedule", slot);
        assertThat(sync().exitStatus()).isZero();
        assertThat(field("schedule")).isEqualTo(slot);
        // Anything that happens to the CronJob makes the controller look at it.
        BED.kubectl("annotate", "cronjob", NAME, "example.com/look=1");
        Thread.sleep(Duration.ofSeconds(10));
        assertThat(BED.list("jobs")).isEmpty();
        // The controller does look: what is due it starts.
        configure("schedule", "@every 5s");
        assertThat(sync().exitStatus()).isZero();
        await("a Job").atMost(TestBed.PATIENCE).until(() -> !BED.list("jobs").isEmpty());
    }

    private static void lastRan(Instant when) {
        BED.kubectl(
                "patch",
                "cronjob",
                NAME,
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\":{\"lastScheduleTime\":\"%s\"}}"
                        .formatted(when.truncatedTo(java.time.temporal.ChronoUnit.MINUTES)));
    }
}
