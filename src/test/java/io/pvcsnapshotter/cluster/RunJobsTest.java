package io.pvcsnapshotter.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Answer;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Request;
import io.pvcsnapshotter.model.EventSeen;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.RunJob;
import io.pvcsnapshotter.model.RunPod;
import io.pvcsnapshotter.model.RunPod.Container;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunJobsTest {
    private static final String JOBS = "/apis/batch/v1/namespaces/backup/jobs";
    private static final String CRON_JOB =
            "/apis/batch/v1/namespaces/backup/cronjobs/pvc-snapshotter";
    private static final String PODS = "/api/v1/namespaces/backup/pods";
    private static final String EVENTS = "/api/v1/namespaces/backup/events";
    private static final ObjectName NAME = new ObjectName("backup", "pvc-snapshotter");
    private static final String OWNER =
            "\"ownerReferences\":[{\"apiVersion\":\"batch/v1\",\"kind\":\"CronJob\",\"name\":\"pvc-snapshotter\",\"uid\":\"c\",\"controller\":true}]";

    @TempDir private Path folder;
    private final ScriptedApiServer server = new ScriptedApiServer();
    private RunJobs jobs;

    @BeforeEach
    void connect() {
        jobs = server.cluster(folder).runJobs();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static String metadata(String name, String more) {
        return "\"metadata\":{\"namespace\":\"backup\",\"name\":\"%s\",\"uid\":\"uid-%s\",\"creationTimestamp\":\"2026-11-23T04:17:00Z\"%s}"
                .formatted(name, name, more.isEmpty() ? "" : "," + more);
    }

    private static Answer list(String... items) {
        return Answer.json(
                "{\"kind\":\"List\",\"metadata\":{},\"items\":[%s]}"
                        .formatted(String.join(",", items)));
    }

    private RunJob onlyJob(String item) {
        server.on(JOBS, list(item));
        return jobs.of(NAME).jobs().getFirst();
    }

    private RunPod onlyPod(String status) {
        server.on(PODS, list("{%s,\"status\":%s}".formatted(metadata("pod", ""), status)));
        return jobs.pods("backup", List.of("a")).orElseThrow().getFirst();
    }

    @Test
    void the_jobs_of_the_cron_job_are_those_that_it_owns() {
        server.on(
                JOBS,
                list(
                        "{%s}".formatted(metadata("ours", OWNER)),
                        "{%s}".formatted(metadata("bare", "")),
                        "{%s}"
                                .formatted(
                                        metadata(
                                                "other",
                                                OWNER.replace("\"pvc-snapshotter\"", "\"x\""))),
                        "{%s}"
                                .formatted(
                                        metadata(
                                                "workflow",
                                                OWNER.replace("CronJob", "Workflow")))));
        assertThat(jobs.of(NAME).jobs())
                .extracting(each -> each.name().name())
                .containsExactly("ours");
    }

    @Test
    void a_job_is_read_with_its_slot_its_arguments_and_its_true_conditions() {
        RunJob job =
                onlyJob(
                        """
                        {%s,"spec":{"activeDeadlineSeconds":7200,"suspend":true,
                          "template":{"spec":{"containers":[{"name":"snapshot","env":[{"name":"A","value":"b"},
                            {"name":"PVC_SNAPSHOTTER_ARGS","value":"plan -n shop"}]}]}}},
                         "status":{"startTime":"2026-11-23T04:17:01Z","conditions":[
                           {"type":"Complete","status":"False"},
                           {"type":"Failed","status":"True","reason":"PodFailurePolicy","message":"exit code 73","lastTransitionTime":"2026-11-23T04:18:00Z"}]}}
                        """
                                .formatted(
                                        metadata(
                                                "run",
                                                OWNER
                                                        + ",\"annotations\":{\"batch.kubernetes.io/cronjob-scheduled-timestamp\":\"2026-11-23T05:17:00+01:00\"}")));
        assertThat(job.scheduled()).contains(Instant.parse("2026-11-23T04:17:00Z"));
        assertThat(job.trigger()).isEqualTo(Run.Trigger.SCHEDULED);
        assertThat(job.started()).contains(Instant.parse("2026-11-23T04:17:01Z"));
        assertThat(job.arguments()).contains("plan -n shop");
        assertThat(job.spec().activeDeadline()).contains(Duration.ofHours(2));
        assertThat(job.spec().suspended()).isTrue();
        assertThat(job.condition("Complete")).isEmpty();
        assertThat(job.condition("Failed").orElseThrow().message()).isEqualTo("exit code 73");
    }

    @Test
    void a_slot_that_is_no_time_makes_the_run_one_by_hand() {
        RunJob job =
                onlyJob(
                        "{%s}"
                                .formatted(
                                        metadata(
                                                "run",
                                                OWNER
                                                        + ",\"annotations\":{\"batch.kubernetes.io/cronjob-scheduled-timestamp\":\"soon\"}")));
        assertThat(job.trigger()).isEqualTo(Run.Trigger.MANUAL);
    }

    @Test
    void only_the_pods_of_those_jobs_are_asked_for() {
        jobs.pods("backup", List.of("a", "b"));
        assertThat(server.requests())
                .singleElement()
                .extracting(Request::query)
                .isEqualTo(
                        Map.of(
                                "labelSelector",
                                "batch.kubernetes.io/job-name in (a,b)",
                                "limit",
                                "500"));
        jobs.pods("backup", List.of());
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void the_container_of_the_run_is_read_and_not_that_of_a_sidecar() {
        assertThat(
                        onlyPod(
                                        """
                                        {"containerStatuses":[
                                          {"name":"proxy","state":{"running":{}}},
                                          {"name":"snapshot","state":{"terminated":{"exitCode":73,"reason":"Error","message":"m","finishedAt":"2026-11-23T04:18:00Z"}}}]}
                                        """)
                                .container())
                .isEqualTo(
                        new Container.Terminated(
                                73,
                                "Error",
                                "m",
                                Optional.of(Instant.parse("2026-11-23T04:18:00Z"))));
        assertThat(onlyPod("{}").container()).isEqualTo(new Container.Unknown());
        assertThat(
                        onlyPod("{\"containerStatuses\":[{\"name\":\"snapshot\",\"state\":{}}]}")
                                .container())
                .isEqualTo(new Container.Unknown());
        assertThat(
                        onlyPod(
                                        "{\"containerStatuses\":[{\"name\":\"snapshot\",\"state\":{\"waiting\":{\"reason\":\"ErrImagePull\"}}}]}")
                                .container())
                .isEqualTo(new Container.Waiting("ErrImagePull", ""));
    }

    @Test
    void why_a_pod_has_no_node_or_lost_it_is_read() {
        assertThat(
                        onlyPod(
                                        "{\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\",\"reason\":\"Unschedulable\",\"message\":\"0/1 nodes\"}]}")
                                .unscheduled())
                .contains("0/1 nodes");
        assertThat(onlyPod("{\"reason\":\"Evicted\",\"message\":\"low on memory\"}").ended())
                .contains("Evicted: low on memory");
        assertThat(
                        onlyPod(
                                        "{\"conditions\":[{\"type\":\"DisruptionTarget\",\"status\":\"True\",\"reason\":\"TerminationByKubelet\",\"message\":\"drained\"}]}")
                                .ended())
                .contains("drained");
    }

    @Test
    void events_are_asked_for_by_the_uid_of_their_object() {
        server.on(
                EVENTS,
                list(
                        "{%s,\"type\":\"Warning\",\"reason\":\"FailedCreate\",\"message\":\"m\",\"lastTimestamp\":\"2026-11-23T04:18:00Z\",\"eventTime\":null}"
                                .formatted(metadata("e", ""))));
        assertThat(jobs.events("backup", "u-1"))
                .contains(
                        List.of(
                                new EventSeen(
                                        true,
                                        "FailedCreate",
                                        "m",
                                        Optional.of(Instant.parse("2026-11-23T04:18:00Z")))));
        assertThat(server.requests().getFirst().query())
                .containsEntry("fieldSelector", "involvedObject.uid=u-1");
    }

    @Test
    void what_may_not_be_read_is_told_from_what_is_not_there() {
        server.on(JOBS, list());
        jobs.of(NAME);
        Answer forbidden =
                Answer.refusal(
                        403,
                        "Forbidden",
                        "pods is forbidden: User \"u\" cannot list resource \"pods\" in API group \"\"");
        server.on(PODS, forbidden).on(EVENTS, forbidden);
        assertThat(jobs.pods("backup", List.of("a"))).isEmpty();
        assertThat(jobs.events("backup", "u")).isEmpty();
    }

    private static final String SHIPPED =
            """
            {"metadata":{"namespace":"backup","name":"pvc-snapshotter","uid":"c","resourceVersion":"1","creationTimestamp":"2026-11-23T04:17:00Z"},
             "spec":{"schedule":"17 4 * * *","suspend":true,"jobTemplate":{
               "metadata":{"labels":{"a":"b"},"annotations":{"x":"y"}},
               "spec":{"backoffLimit":1,"template":{"spec":{"containers":[
                 {"name":"proxy"},{"name":"snapshot","env":[{"name":"E","value":"1"},{"name":"PVC_SNAPSHOTTER_ARGS","value":"old"}]}]}}}}}}
            """;

    private JsonObject created(Optional<String> arguments) {
        server.on(CRON_JOB, Answer.json(SHIPPED));
        server.on(JOBS, Answer.status(201, "{%s}".formatted(metadata("first", OWNER))));
        RunTemplate template = jobs.template(NAME).orElseThrow();
        assertThat(template.suspended()).isTrue();
        jobs.create(
                new ObjectName("backup", "first"),
                arguments.map(template::withArguments).orElse(template),
                "mark");
        return JsonParser.parseString(server.requests(JOBS).getLast().body()).getAsJsonObject();
    }

    @Test
    void a_job_is_made_from_the_cron_job_as_kubectl_makes_it() {
        JsonObject job = created(Optional.empty());
        assertThat(job.getAsJsonObject("metadata"))
                .isEqualTo(
                        JsonParser.parseString(
                                """
                                {"name":"first","namespace":"backup","labels":{"a":"b"},
                                 "annotations":{"x":"y","cronjob.kubernetes.io/instantiate":"manual","pvc-snapshotter.io/start":"mark"},
                                 "ownerReferences":[{"apiVersion":"batch/v1","kind":"CronJob","name":"pvc-snapshotter","uid":"c","controller":true}]}
                                """));
        assertThat(job.get("spec"))
                .isEqualTo(
                        JsonParser.parseString(SHIPPED)
                                .getAsJsonObject()
                                .getAsJsonObject("spec")
                                .getAsJsonObject("jobTemplate")
                                .get("spec"));
    }

    @Test
    void arguments_go_into_the_variable_of_the_runs_container_alone() {
        String containers =
                created(Optional.of("snapshot -n '$(HOME)'"))
                        .getAsJsonObject("spec")
                        .getAsJsonObject("template")
                        .getAsJsonObject("spec")
                        .get("containers")
                        .toString();
        assertThat(JsonParser.parseString(containers))
                .isEqualTo(
                        JsonParser.parseString(
                                """
                                [{"name":"proxy"},{"name":"snapshot","env":[{"name":"E","value":"1"},
                                  {"name":"PVC_SNAPSHOTTER_ARGS","value":"snapshot -n '$$(HOME)'"}]}]
                                """));
    }

    @Test
    void a_creation_whose_answer_was_lost_knows_its_own_job() {
        server.on(CRON_JOB, Answer.json(SHIPPED));
        server.on(JOBS, Answer.refusal(409, "AlreadyExists", "jobs \"first\" already exists"));
        server.on(
                JOBS + "/first",
                Answer.json(
                        "{%s}"
                                .formatted(
                                        metadata(
                                                "first",
                                                "\"annotations\":{\"pvc-snapshotter.io/start\":\"mark\"}"))));
        RunTemplate template = jobs.template(NAME).orElseThrow();
        ObjectName name = new ObjectName("backup", "first");
        assertThat(jobs.create(name, template, "mark").name()).isEqualTo(name);
        assertThatThrownBy(() -> jobs.create(name, template, "another"))
                .isInstanceOf(ApiFailure.class)
                .hasMessageContaining("already exists");
    }
}
