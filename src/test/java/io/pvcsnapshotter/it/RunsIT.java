package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs that a person starts, and what is told of them, in a team's own install. No node is there,
 * so that no pod ever starts.
 */
class RunsIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private static void install() {
        Path own =
                BED.kustomization(
                        "resources: [CHECKOUT/manifests/overlays/namespaced]\nnamespace: %s\n"
                                .formatted(BED.namespace()));
        BED.kubectl("apply", "-k", own.toString());
    }

    private static ProgramRun program(Map<String, String> environment, String... words) {
        return BED.program(
                environment,
                Stream.concat(
                                Stream.of(words[0], "--install-namespace", BED.namespace()),
                                Stream.of(words).skip(1))
                        .toArray());
    }

    private static ProgramRun program(String... words) {
        String width = words[0].equals("runs") ? "80" : "500";
        return program(Map.of("TZ", "Europe/Berlin", "COLUMNS", width), words);
    }

    private static ProgramRun done(String... words) {
        ProgramRun run = program(words).ended();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        return run;
    }

    private static ProgramRun as(Path kubeconfig, String... words) {
        return program(Map.of("KUBECONFIG", kubeconfig.toString()), words).ended();
    }

    private static JsonObject runs() {
        return JsonParser.parseString(String.join("\n", done("runs", "-o", "json").out()))
                .getAsJsonObject();
    }

    private static JsonObject onlyRun() {
        JsonArray all = runs().getAsJsonArray("runs");
        assertThat(all).hasSize(1);
        return all.get(0).getAsJsonObject();
    }

    private static String reasons() {
        return onlyRun().get("reasons").toString();
    }

    @Test
    void without_an_install_both_say_how_to_name_the_right_one() {
        for (String each : List.of("runs", "start")) {
            ProgramRun run = program(each).ended();
            assertThat(run.exitStatus()).as(run::toString).isEqualTo(64);
            assertThat(run.ending())
                    .isEqualTo(
                            "There is no CronJob %s/pvc-snapshotter. Name the namespace of the install with --install-namespace, or install it there with kubectl apply -k manifests"
                                    .formatted(BED.namespace()));
        }
    }

    @Test
    void the_job_is_the_one_that_kubectl_makes_but_for_the_arguments() {
        install();
        ProgramRun run = done("start", "first", "-n", BED.namespace(), "--claim", "it's");
        assertThat(run.out())
                .startsWith("Started the Job %s/first.".formatted(BED.namespace()))
                .anyMatch(each -> each.contains("retain.manual"))
                .anyMatch(each -> each.contains("logs -f job/first"));
        BED.kubectl("create", "job", "second", "--from=cronjob/pvc-snapshotter");
        JsonObject ours = BED.get("job", "first");
        JsonObject kubectls = BED.get("job", "second");
        assertThat(ours.getAsJsonObject("metadata").get("ownerReferences"))
                .isEqualTo(kubectls.getAsJsonObject("metadata").get("ownerReferences"));
        JsonArray variables = variables(ours);
        JsonObject last = variables.remove(variables.size() - 1).getAsJsonObject();
        assertThat(last.get("name").getAsString()).isEqualTo("PVC_SNAPSHOTTER_ARGS");
        assertThat(last.get("value").getAsString())
                .isEqualTo("snapshot -n %s --claim 'it'\\''s'".formatted(BED.namespace()));
        assertThat(withoutIdentity(ours, "first")).isEqualTo(withoutIdentity(kubectls, "second"));
    }

    private static JsonArray variables(JsonObject job) {
        return job.getAsJsonObject("spec")
                .getAsJsonObject("template")
                .getAsJsonObject("spec")
                .getAsJsonArray("containers")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("env");
    }

    private static String withoutIdentity(JsonObject job, String name) {
        String uid = job.getAsJsonObject("metadata").get("uid").getAsString();
        return job.get("spec").toString().replace(uid, "UID").replace("\"" + name + "\"", "NAME");
    }

    @Test
    void a_name_is_made_if_none_is_given_and_a_name_that_is_taken_is_64() {
        install();
        done("start");
        String name = onlyRun().get("job").getAsString();
        assertThat(name).matches("pvc-snapshotter-manual-\\d{8}-\\d{6}");
        ProgramRun again = program("start", name).ended();
        assertThat(again.exitStatus()).isEqualTo(64);
        assertThat(again.ending())
                .isEqualTo(
                        "There is a Job %s/%s already. Give another name, or none"
                                .formatted(BED.namespace(), name));
        assertThat(program("start", "No_Name").ended().exitStatus()).isEqualTo(64);
        assertThat(program("start", "x".repeat(64)).ended().exitStatus()).isEqualTo(64);
    }

    @Test
    void a_pod_that_no_node_takes_is_said_to_be_there() {
        install();
        done("start", "first");
        BED.until("it has a pod", () -> onlyRun().get("pods").getAsInt() == 1);
        JsonObject run = onlyRun();
        assertThat(run.get("state").getAsString()).isEqualTo("waiting");
        assertThat(run.get("trigger").getAsString()).isEqualTo("manual");
        assertThat(run.get("reasons").toString()).contains("no node has taken it yet");
        List<String> table = done("runs").out();
        assertThat(table)
                .allMatch(each -> each.length() <= 80)
                .anyMatch(each ->
                        each.matches("\\d+ \\w+ \\d\\d:\\d\\d +\\d+s +hand +waiting +first"))
                .endsWith("Times are those of Europe/Berlin");
    }

    @Test
    void a_quota_that_forbids_the_pod_is_named() {
        install();
        BED.kubectl("create", "quota", "none", "--hard=pods=0");
        BED.until(
                "the quota is known",
                () -> BED.get("quota", "none").getAsJsonObject("status").has("used"));
        done("start", "first");
        BED.until("the reason is there", () -> reasons().contains("exceeded quota: none"));
        assertThat(reasons()).contains("Raise the quota");
        assertThat(onlyRun().get("state").getAsString()).isEqualTo("waiting");
    }

    @Test
    void an_account_that_is_missing_is_named() {
        install();
        BED.kubectl("delete", "serviceaccount", "pvc-snapshotter");
        done("start", "first");
        BED.until(
                "the reason is there",
                () -> reasons().contains("serviceaccount \\\"pvc-snapshotter\\\" not found"));
        assertThat(reasons()).contains("Apply the manifests again");
    }

    @Test
    void whoever_waits_learns_why_nothing_happens_and_that_the_time_of_the_job_is_over() {
        install();
        BED.kubectl(
                "patch",
                "cronjob",
                "pvc-snapshotter",
                "-p",
                "{\"spec\":{\"suspend\":true,\"jobTemplate\":{\"spec\":{\"activeDeadlineSeconds\":5}}}}");
        ProgramRun run = program("start", "first", "--wait").ended();
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
        assertThat(run.out())
                .first()
                .asString()
                .endsWith("first. The CronJob is suspended; this run starts all the same.");
        assertThat(run.out())
                .contains("waiting: its pod is there, and no node has taken it yet")
                .anyMatch(each -> each.matches("The run ended after \\d+s: timed out"))
                .anyMatch(each -> each.contains("may take no longer than 5s"));
        assertThat(done("runs").out())
                .anyMatch(each -> each.startsWith("Runs are suspended"))
                .anyMatch(each -> each.contains("hand  timed out  first"));
    }

    @Test
    void whoever_stops_waiting_leaves_the_job_as_it_is() {
        install();
        ProgramRun run = program("start", "first", "--wait");
        BED.until(
                "it waits", () -> run.out().stream().anyMatch(each -> each.startsWith("waiting")));
        run.terminate();
        run.ended();
        assertThat(run.out()).last().isEqualTo("Stopped following. The Job goes on.");
        assertThat(BED.get("job", "first").getAsJsonObject("status").has("active")).isTrue();
    }

    @Test
    void a_wait_can_be_given_a_time() {
        install();
        ProgramRun run = program("start", "first", "--wait", "--timeout", "3s").ended();
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(75);
        assertThat(run.out()).last().isEqualTo("The run has not ended after 3s. Its Job goes on.");
        assertThat(program("start", "--timeout", "3").ended().exitStatus()).isEqualTo(64);
    }

    @Test
    void a_run_of_the_schedule_that_cannot_be_made_is_said() {
        install();
        BED.kubectl("create", "quota", "none", "--hard=count/jobs.batch=0");
        BED.until(
                "the quota is known",
                () -> BED.get("quota", "none").getAsJsonObject("status").has("used"));
        ProgramRun byHand = program("start", "first").ended();
        assertThat(byHand.exitStatus()).as(byHand::toString).isEqualTo(69);
        assertThat(byHand.ending()).contains("exceeded quota: none");
        BED.kubectl(
                "patch",
                "cronjob",
                "pvc-snapshotter",
                "-p",
                "{\"spec\":{\"schedule\":\"* * * * *\"}}");
        BED.until(
                "it is told",
                () -> runs().get("notices").toString().contains("exceeded quota: none"));
        assertThat(runs().get("notices").toString())
                .contains("A run was not started", "FailedCreate");
    }

    @Test
    void a_policy_that_refuses_the_job_is_77_with_its_words() {
        install();
        BED.apply(
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: no-jobs-in-NAMESPACE}
                spec:
                  matchConstraints:
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAMESPACE}}
                    resourceRules:
                      - {apiGroups: [batch], apiVersions: [v1], operations: [CREATE], resources: [jobs]}
                  validations: [{expression: "false", message: not on a Friday}]
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: no-jobs-in-NAMESPACE}
                spec: {policyName: no-jobs-in-NAMESPACE, validationActions: [Deny]}
                """
                        .replace("NAMESPACE", BED.namespace()));
        BED.until(
                "it is refused",
                () ->
                        BED.kubectlAnyway(
                                        "create",
                                        "job",
                                        "probe",
                                        "--from=cronjob/pvc-snapshotter",
                                        "--dry-run=server")
                                .isEmpty());
        ProgramRun run = program("start", "first").ended();
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(77);
        assertThat(run.ending()).contains("not on a Friday");
    }

    @ParameterizedTest
    @CsvSource({"view, 77", "edit, 0", "admin, 0"})
    void a_team_does_with_its_role_what_that_allows(String role, int status) {
        install();
        BED.kubectl("create", "serviceaccount", "person");
        BED.kubectl(
                "create",
                "rolebinding",
                "person",
                "--clusterrole=" + role,
                "--serviceaccount=%s:person".formatted(BED.namespace()));
        Path person = BED.kubeconfigOf("person");
        ProgramRun start = as(person, "start", "first");
        assertThat(start.exitStatus()).as(start::toString).isEqualTo(status);
        if (status == 77) {
            assertThat(start.ending()).contains("cannot create resource \"jobs\"");
            done("start", "first");
        }
        ProgramRun runs = as(person, "runs");
        assertThat(runs.exitStatus()).as(runs::toString).isZero();
        assertThat(runs.out()).noneMatch(each -> each.contains("may not be read"));
        assertThat(runs.out()).anyMatch(each -> each.endsWith("  first"));
    }

    @Test
    void where_little_may_be_read_it_says_so_and_shows_what_it_can() {
        install();
        done("start", "first");
        BED.kubectl("create", "serviceaccount", "person");
        ProgramRun nothing = as(BED.kubeconfigOf("person"), "runs");
        assertThat(nothing.exitStatus()).as(nothing::toString).isEqualTo(77);
        assertThat(nothing.ending()).contains("cannot list resource \"jobs\"");
        BED.kubectl("create", "role", "jobs", "--verb=get,list", "--resource=jobs.batch");
        BED.kubectl(
                "create",
                "rolebinding",
                "jobs",
                "--role=jobs",
                "--serviceaccount=%s:person".formatted(BED.namespace()));
        BED.until(
                "the right is there",
                () -> as(BED.kubeconfigOf("person"), "runs").exitStatus() == 0);
        JsonObject seen =
                JsonParser.parseString(
                                String.join(
                                        "\n",
                                        as(BED.kubeconfigOf("person"), "runs", "-o", "json").out()))
                        .getAsJsonObject();
        assertThat(strings(seen.getAsJsonArray("notices")))
                .satisfiesExactly(
                        each -> assertThat(each).contains("get cronjobs"),
                        each -> assertThat(each).contains("list pods"),
                        each -> assertThat(each).contains("list events"));
        assertThat(seen.getAsJsonArray("runs")).hasSize(1);
    }

    private static Stream<String> strings(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonElement::getAsString);
    }
}
