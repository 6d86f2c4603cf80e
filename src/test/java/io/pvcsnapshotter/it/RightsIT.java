package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rights in manifests/ are enough, and none of them is too much. */
class RightsIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    private static final String INSTALL = "pvc-snapshotter";
    private static final String RETAIN_ONE = "retain { last = 1 }, wait { timeout = 60s }";

    /**
     * A run goes on without them: it lists where it may not watch, and only its log tells what
     * happened.
     */
    private static final List<String> DONE_WITHOUT =
            List.of("watch volumesnapshots", "create events");

    /** Used only where a name is taken already, which no run here meets. */
    private static final List<String> NOT_MET = List.of("get volumesnapshots");

    private Path kubeconfig;

    @BeforeEach
    void install() {
        BED.kubectl("apply", "-k", "manifests");
        kubeconfig = BED.kubeconfigOf(INSTALL, "pvc-snapshotter");
    }

    @AfterEach
    void restore() {
        BED.kubectl("apply", "-k", "manifests");
    }

    /** A run of the installed account, for the claims of the test's namespace. */
    private ProgramRun run(String keys) {
        return run(Map.of(), keys);
    }

    private ProgramRun run(Map<String, String> pod, String keys) {
        Map<String, String> environment = new HashMap<>(pod);
        environment.put("KUBECONFIG", kubeconfig.toString());
        Path configuration = BED.configuration("limits { settle = 0h }", keys);
        return BED.program(environment, "--config", configuration, "--install-namespace", INSTALL)
                .ended();
    }

    private static Map<String, String> installedJob() {
        String name = BED.namespace();
        BED.kubectl(
                "create", "job", "--namespace", INSTALL, "--from=cronjob/pvc-snapshotter", name);
        BED.until(
                "the Job has started",
                () ->
                        BED.get("--namespace", INSTALL, "job", name)
                                .getAsJsonObject("status")
                                .has("startTime"));
        String uid =
                BED.get("--namespace", INSTALL, "job", name)
                        .getAsJsonObject("metadata")
                        .get("uid")
                        .getAsString();
        return Map.of("POD_NAMESPACE", INSTALL, "JOB_NAME", name, "JOB_UID", uid);
    }

    /** Takes snapshots that a later run expires. */
    private static void history() {
        for (int hour = 2; hour >= 1; hour--) {
            Map<String, String> pod =
                    BED.scheduledJob(
                            "history-" + System.nanoTime(),
                            Instant.now().minusSeconds(hour * 3600L));
            ProgramRun run =
                    BED.program(
                            pod,
                            "--config",
                            BED.policy(RETAIN_ONE),
                            "--install-namespace",
                            INSTALL);
            assertThat(run.exitStatus()).as(run::toString).isZero();
        }
    }

    @Test
    void the_rights_of_the_manifests_are_enough_for_a_run_that_takes_and_expires() {
        BED.claims("data");
        history();
        Map<String, String> pod = installedJob();
        ProgramRun run = run(pod, RETAIN_ONE);
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.ending()).contains("1 ready", "1 expired");
        assertThat(run.toString()).doesNotContain("forbidden");
        BED.kubectl("delete", "job", "--namespace", INSTALL, pod.get("JOB_NAME"));
    }

    @Test
    void the_account_can_do_nothing_else() {
        List<String> tooMuch = new ArrayList<>();
        for (String question :
                List.of(
                        "delete persistentvolumeclaims",
                        "create persistentvolumeclaims",
                        "patch persistentvolumeclaims",
                        "update volumesnapshots.snapshot.storage.k8s.io",
                        "patch volumesnapshots.snapshot.storage.k8s.io",
                        "deletecollection volumesnapshots.snapshot.storage.k8s.io",
                        "delete volumesnapshotcontents.snapshot.storage.k8s.io",
                        "get secrets",
                        "list secrets",
                        "list pods",
                        "create pods",
                        "create jobs.batch",
                        "delete jobs.batch",
                        "update cronjobs.batch",
                        "get configmaps")) {
            String[] words = question.split(" ");
            if (canI(words[0], words[1])) {
                tooMuch.add(question);
            }
        }
        assertThat(tooMuch).isEmpty();
    }

    private static boolean canI(String verb, String resource) {
        return BED.kubectlAnyway("auth", "can-i", verb, resource, "--as", account())
                .startsWith("yes");
    }

    private static String account() {
        return "system:serviceaccount:pvc-snapshotter:pvc-snapshotter";
    }

    /**
     * Each verb of each rule is taken away in turn, and a run that needs everything must miss it.
     */
    @Test
    void every_right_of_the_cluster_role_is_needed() {
        BED.claims("data");
        BED.kubectl("label", "namespace", BED.namespace(), "backup=daily");
        JsonObject role = BED.get("clusterrole", "pvc-snapshotter");
        List<String> notNeeded = new ArrayList<>();
        for (JsonObject rule : rules(role)) {
            for (JsonElement resource : rule.getAsJsonArray("resources")) {
                for (JsonElement verb : rule.getAsJsonArray("verbs")) {
                    String right = verb.getAsString() + " " + resource.getAsString();
                    without(role, rule, resource, verb);
                    if (!NOT_MET.contains(right) && !misses(right)) {
                        notNeeded.add(right);
                    }
                }
            }
        }
        assertThat(notNeeded).isEmpty();
    }

    private static List<JsonObject> rules(JsonObject role) {
        return role.getAsJsonArray("rules").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    /**
     * Sets the role to all of its rights but one, and waits until the API server has taken notice.
     */
    private static void without(
            JsonObject role, JsonObject rule, JsonElement resource, JsonElement verb) {
        JsonArray rest = new JsonArray();
        for (JsonObject each : rules(role)) {
            for (JsonElement ofResource : each.getAsJsonArray("resources")) {
                JsonObject single = each.deepCopy();
                single.add("resources", array(ofResource));
                if (each == rule && ofResource.equals(resource)) {
                    single.getAsJsonArray("verbs").remove(verb);
                }
                if (!single.getAsJsonArray("verbs").isEmpty()) {
                    rest.add(single);
                }
            }
        }
        JsonObject patch = new JsonObject();
        patch.add("rules", rest);
        BED.kubectl(
                "patch", "clusterrole", "pvc-snapshotter", "--type=merge", "-p", patch.toString());
        String group = rule.getAsJsonArray("apiGroups").get(0).getAsString();
        String full = resource.getAsString() + (group.isEmpty() ? "" : "." + group);
        BED.until(
                "the right is gone: " + verb + " " + full,
                () ->
                        BED.kubectlAnyway(
                                        "auth",
                                        "can-i",
                                        verb.getAsString(),
                                        full,
                                        "-A",
                                        "--as",
                                        account())
                                .startsWith("no"));
    }

    private static JsonArray array(JsonElement element) {
        JsonArray array = new JsonArray();
        array.add(element);
        return array;
    }

    private boolean misses(String right) {
        if (right.startsWith("delete ")) {
            history();
        }
        ProgramRun run = run("select { namespaceLabels = \"backup=daily\" }, " + RETAIN_ONE);
        return DONE_WITHOUT.contains(right)
                ? run.exitStatus() == 0
                : run.toString().contains("cannot " + right.replace(" ", " resource \\\""));
    }
}
