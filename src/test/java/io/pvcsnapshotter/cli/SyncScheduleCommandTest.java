package io.pvcsnapshotter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.cluster.ScriptedApiServer;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Answer;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Request;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncScheduleCommandTest {
    private static final String CONFIG_MAP =
            "/api/v1/namespaces/pvc-snapshotter/configmaps/pvc-snapshotter";
    private static final String CRON_JOB =
            "/apis/batch/v1/namespaces/pvc-snapshotter/cronjobs/pvc-snapshotter";
    private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/pvc-snapshotter/events";
    private static final Answer ABSENT = Answer.refusal(404, "NotFound", "not found");
    private static final Answer PATCHED = Answer.json("{\"metadata\":{}}");
    private static final Answer DAILY = cronJob("7", "17 4 * * *");

    @TempDir private Path folder;
    private final ScriptedApiServer server = new ScriptedApiServer();
    private final PrintStream realOut = System.out;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        server.on(EVENTS, Answer.json("{\"metadata\":{}}"));
    }

    @AfterEach
    void stopListening() {
        System.setOut(realOut);
        server.close();
    }

    private static Answer configMap(String... keysAndValues) {
        return stored("policies = [ { name = all } ]", "3", keysAndValues);
    }

    private static Answer stored(String text, String version, String... keysAndValues) {
        JsonObject data = new JsonObject();
        data.addProperty("snapshotter.conf", text);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            data.addProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Answer.json(
                """
                {"metadata":{"namespace":"pvc-snapshotter","name":"pvc-snapshotter","uid":"c","resourceVersion":"%s"},"data":%s}
                """
                        .formatted(version, data));
    }

    private static Answer cronJob(String version, String schedule) {
        return Answer.json(
                """
                {"metadata":{"namespace":"pvc-snapshotter","name":"pvc-snapshotter","uid":"j","resourceVersion":"%s"},
                 "spec":{"schedule":"%s","timeZone":"Etc/UTC","suspend":false,"startingDeadlineSeconds":600}}
                """
                        .formatted(version, schedule));
    }

    private int sync(String... arguments) {
        Map<String, String> variables =
                Map.of("KUBECONFIG", server.kubeconfig(folder).toString(), "HOME", "/nowhere");
        String[] all = new String[arguments.length + 1];
        all[0] = "sync-schedule";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return new CommandLineProgram(new Environment(variables)).execute(all);
    }

    private String log() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private List<Request> sent(String method, String path) {
        return server.requests().stream()
                .filter(each -> each.method().equals(method) && each.uri().getPath().equals(path))
                .toList();
    }

    private JsonElement patch() {
        return JsonParser.parseString(sent("PATCH", CRON_JOB).getLast().body());
    }

    /** Each Event as {@code type reason of kind: note}; the order in which they come is none. */
    private List<String> events() {
        return sent("POST", EVENTS).stream()
                .map(each -> JsonParser.parseString(each.body()).getAsJsonObject())
                .map(each ->
                        "%s %s of %s: %s"
                                .formatted(
                                        each.get("type").getAsString(),
                                        each.get("reason").getAsString(),
                                        each.getAsJsonObject("regarding").get("kind").getAsString(),
                                        each.get("note").getAsString()))
                .sorted()
                .toList();
    }

    private List<String> eventNames() {
        return sent("POST", EVENTS).stream()
                .map(each -> JsonParser.parseString(each.body()).getAsJsonObject())
                .map(each -> each.getAsJsonObject("metadata").get("name").getAsString())
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void what_is_the_same_is_not_written() {
        server.on(
                CONFIG_MAP,
                configMap("schedule", "17 4 * * *", "timeZone", "Etc/UTC", "suspend", "false"));
        server.on(CRON_JOB, DAILY);
        assertThat(sync()).isZero();
        assertThat(server.requests()).extracting(Request::method).containsOnly("GET");
        assertThat(log())
                .contains("the schedule stays 17 4 * * * (Etc/UTC); the configuration is in order");
    }

    @Test
    void without_any_key_nothing_is_written() {
        server.on(CONFIG_MAP, configMap());
        server.on(CRON_JOB, DAILY);
        assertThat(sync()).isZero();
        assertThat(server.requests()).extracting(Request::method).containsOnly("GET");
    }

    @Test
    void only_what_differs_is_written_to_the_version_that_was_read() {
        server.on(CONFIG_MAP, configMap("schedule", "0 2 * * *", "timeZone", "Etc/UTC"));
        server.on(CRON_JOB, DAILY, PATCHED);
        assertThat(sync()).isZero();
        Request sent = sent("PATCH", CRON_JOB).getFirst();
        assertThat(sent.uri().getQuery()).isEqualTo("fieldManager=pvc-snapshotter-schedule");
        assertThat(sent.headers().get("Content-type").getFirst())
                .startsWith("application/merge-patch+json");
        assertThat(patch())
                .isEqualTo(
                        JsonParser.parseString(
                                "{\"metadata\":{\"resourceVersion\":\"7\"},\"spec\":{\"schedule\":\"0 2 * * *\"}}"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "schedule, 0 2 * * *, 17 4 * * * -> 0 2 * * * (Etc/UTC)",
        "timeZone, Europe/Berlin, 17 4 * * * (Etc/UTC) -> 17 4 * * * (Europe/Berlin)",
        "suspend, true, '17 4 * * * -> 17 4 * * *, suspended (Etc/UTC)'"
    })
    void a_change_is_told_on_both_objects(String key, String value, String note) {
        server.on(CONFIG_MAP, configMap(key, value));
        server.on(CRON_JOB, DAILY, PATCHED);
        assertThat(sync()).isZero();
        assertThat(patch().getAsJsonObject().getAsJsonObject("spec").keySet()).containsExactly(key);
        assertThat(events())
                .containsExactly(
                        "Normal ScheduleChanged of ConfigMap: " + note,
                        "Normal ScheduleChanged of CronJob: " + note);
        assertThat(log()).contains("Changed the schedule", note);
    }

    @Test
    void a_conflict_is_read_again_and_tried_again() {
        server.on(CONFIG_MAP, configMap("schedule", "0 2 * * *"));
        Answer conflict = Answer.refusal(409, "Conflict", "the object has been modified");
        server.on(CRON_JOB, DAILY, conflict, cronJob("8", "17 4 * * *"), PATCHED);
        assertThat(sync()).isZero();
        assertThat(patch().toString()).contains("\"resourceVersion\":\"8\"");
        assertThat(events()).hasSize(2);
    }

    @Test
    void a_conflict_with_our_own_request_is_the_change_that_it_made() {
        server.on(CONFIG_MAP, configMap("schedule", "0 2 * * *"));
        server.on(
                CRON_JOB,
                DAILY,
                Answer.drop(),
                Answer.refusal(409, "Conflict", "the object has been modified"),
                cronJob("8", "0 2 * * *"));
        assertThat(sync()).isZero();
        assertThat(events())
                .contains("Normal ScheduleChanged of CronJob: 17 4 * * * -> 0 2 * * * (Etc/UTC)");
    }

    @Test
    void a_fight_over_the_cron_job_ends() {
        server.on(CONFIG_MAP, configMap("schedule", "0 2 * * *"));
        Answer conflict = Answer.refusal(409, "Conflict", "the object has been modified");
        server.on(
                CRON_JOB, DAILY, conflict, DAILY, conflict, DAILY, conflict, DAILY, conflict, DAILY,
                conflict);
        assertThat(sync()).isEqualTo(69);
        assertThat(sent("PATCH", CRON_JOB)).hasSize(5);
        assertThat(log()).contains("the object has been modified");
    }

    @Test
    void a_refusal_names_the_key_that_the_api_server_names_and_what_stays() {
        server.on(CONFIG_MAP, configMap("schedule", "61 * * * *", "timeZone", "Europe/Berlin"));
        server.on(
                CRON_JOB,
                DAILY,
                Answer.refusal(
                        422,
                        "Invalid",
                        "CronJob.batch \"pvc-snapshotter\" is invalid: spec.schedule: Invalid value: \"61 * * * *\": end of range"));
        assertThat(sync()).isEqualTo(78);
        String note =
                "schedule: \"61 * * * *\" is refused by the API server: CronJob.batch \"pvc-snapshotter\" is invalid:"
                        + " spec.schedule: Invalid value: \"61 * * * *\": end of range (HTTP status 422); nothing is copied,"
                        + " and CronJob pvc-snapshotter/pvc-snapshotter keeps 17 4 * * * (Etc/UTC)";
        assertThat(events())
                .containsExactly(
                        "Warning ScheduleInvalid of ConfigMap: " + note,
                        "Warning ScheduleInvalid of CronJob: " + note);
        assertThat(sent("PATCH", CRON_JOB)).hasSize(1);
    }

    @Test
    void a_policy_that_refuses_names_no_key_so_all_that_were_to_change_are_named() {
        server.on(CONFIG_MAP, configMap("schedule", "* * * * *", "suspend", "true"));
        server.on(
                CRON_JOB,
                DAILY,
                Answer.refusal(403, "Forbidden", "admission webhook \"x\" denied the request: no"));
        assertThat(sync()).isEqualTo(78);
        assertThat(events())
                .hasSize(2)
                .allMatch(each ->
                        each.contains(
                                "schedule: \"* * * * *\", suspend: \"true\" is refused by the API server: admission webhook"));
    }

    @Test
    void one_bad_value_and_nothing_is_copied() {
        server.on(CONFIG_MAP, configMap("schedule", "0 2 * * *", "suspend", "maybe"));
        server.on(CRON_JOB, DAILY);
        assertThat(sync()).isEqualTo(78);
        assertThat(sent("PATCH", CRON_JOB)).isEmpty();
        assertThat(events())
                .hasSize(2)
                .allMatch(each ->
                        each.contains("suspend: found \"maybe\", expected true or false; nothing"));
    }

    @Test
    void a_broken_configuration_does_not_stop_a_good_schedule() {
        server.on(
                CONFIG_MAP,
                stored("policies = [\n{ nam = all } ]\nlimit {}", "3", "schedule", "0 2 * * *"));
        server.on(CRON_JOB, DAILY, PATCHED);
        assertThat(sync()).isEqualTo(78);
        assertThat(sent("PATCH", CRON_JOB)).hasSize(1);
        assertThat(events())
                .anyMatch(each ->
                        each.startsWith(
                                        "Warning ConfigurationInvalid of ConfigMap: snapshotter.conf:2: ")
                                && each.contains("\nsnapshotter.conf:3: limit"))
                .anyMatch(each -> each.startsWith("Normal ScheduleChanged of CronJob"));
        assertThat(log()).contains("the configuration has 3 problems");
    }

    @Test
    void a_bad_schedule_does_not_hide_a_broken_configuration() {
        server.on(CONFIG_MAP, stored("policies = [ {", "3", "schedule", ""));
        server.on(CRON_JOB, DAILY);
        assertThat(sync()).isEqualTo(78);
        assertThat(events())
                .extracting(each -> each.substring(0, each.indexOf(':')))
                .containsExactly(
                        "Warning ConfigurationInvalid of ConfigMap",
                        "Warning ScheduleInvalid of ConfigMap",
                        "Warning ScheduleInvalid of CronJob");
    }

    @Test
    void an_unchanged_mistake_is_the_same_event_and_an_edit_another() {
        server.on(CRON_JOB, DAILY);
        server.on(CONFIG_MAP, stored("x", "3", "schedule", ""));
        sync();
        List<String> first = eventNames();
        sync();
        assertThat(eventNames()).isEqualTo(first).hasSize(3);
        server.on(CONFIG_MAP, stored("x", "4", "schedule", ""));
        sync();
        assertThat(eventNames()).hasSize(6);
    }

    @Test
    void without_a_config_map_it_is_78_with_what_to_do() {
        server.on(CONFIG_MAP, ABSENT);
        assertThat(sync()).isEqualTo(78);
        assertThat(log())
                .contains(
                        "There is no ConfigMap pvc-snapshotter/pvc-snapshotter",
                        "kubectl apply -k config");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void without_a_cron_job_it_is_78_with_what_to_do_and_the_configuration_is_checked() {
        server.on(CONFIG_MAP, stored("x", "3", "schedule", "0 2 * * *"));
        server.on(CRON_JOB, ABSENT);
        assertThat(sync()).isEqualTo(78);
        assertThat(log())
                .contains(
                        "there is no CronJob pvc-snapshotter/pvc-snapshotter",
                        "kubectl apply -k manifests",
                        "the configuration has a problem");
        assertThat(events())
                .extracting(each -> each.substring(0, each.indexOf(':')))
                .containsExactly(
                        "Warning ConfigurationInvalid of ConfigMap",
                        "Warning CronJobMissing of ConfigMap");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"GET, get", "PATCH, patch"})
    void a_right_that_is_missing_is_77(String method, String verb) {
        Answer forbidden =
                Answer.refusal(
                        403,
                        "Forbidden",
                        "cronjobs.batch \"x\" is forbidden: User \"u\" cannot %s resource \"cronjobs\""
                                .formatted(verb));
        server.on(CONFIG_MAP, configMap("schedule", "0 2 * * *"));
        server.on(CRON_JOB, DAILY, forbidden);
        if (method.equals("GET")) {
            server.on(CRON_JOB, forbidden);
        }
        assertThat(sync()).isEqualTo(77);
        assertThat(log()).contains("cannot %s resource".formatted(verb));
        assertThat(events()).isEmpty();
    }

    @Test
    void what_passes_is_waited_for() {
        Answer busy = Answer.refusal(503, "ServiceUnavailable", "etcd is away");
        server.on(CONFIG_MAP, Answer.drop(), configMap("schedule", "0 2 * * *"));
        server.on(CRON_JOB, busy, DAILY, Answer.refusal(429, "TooManyRequests", "later"), PATCHED);
        assertThat(sync()).isZero();
        assertThat(events()).hasSize(2);
    }

    @Test
    void a_cron_job_without_a_starting_deadline_is_warned_of() {
        server.on(CONFIG_MAP, configMap());
        server.on(
                CRON_JOB,
                Answer.json(
                        """
                        {"metadata":{"namespace":"pvc-snapshotter","name":"pvc-snapshotter","uid":"j","resourceVersion":"7"},
                         "spec":{"schedule":"@daily"}}
                        """));
        assertThat(sync()).isZero();
        assertThat(log()).contains("it has no startingDeadlineSeconds", "@daily (no time zone)");
    }

    @Test
    void the_install_may_be_elsewhere() {
        server.on("/api/v1/namespaces/shop/configmaps/pvc-snapshotter", ABSENT);
        assertThat(sync("--install-namespace", "shop")).isEqualTo(78);
        assertThat(log()).contains("There is no ConfigMap shop/pvc-snapshotter");
    }

    @Test
    void a_file_cannot_be_given() {
        assertThat(sync("--config", "x")).isEqualTo(64);
    }
}
