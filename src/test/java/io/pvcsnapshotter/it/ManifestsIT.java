package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.pvcsnapshotter.testbed.Rendered;
import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private static final String WORKLOAD = "manifests";

    private static void install() {
        BED.kubectl("apply", "-k", WORKLOAD);
    }

    /** The kustomization of a user who installs a folder of ours into the test's namespace. */
    private static Path here(String list, String folder) {
        return BED.kustomization(
                "%s: [CHECKOUT/%s]\nnamespace: %s\n".formatted(list, folder, BED.namespace()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resources: manifests",
                "resources: manifests/overlays/cluster-wide",
                "resources: manifests/overlays/namespaced",
                "resources: manifests/components/team-roles",
                "components: manifests/components/guards",
                "components: manifests/components/network-policy",
                "resources: manifests/overlays/gitops",
                "resources: config",
                "resources: config/namespaced"
            })
    void each_folder_is_valid_in_any_namespace_and_brings_no_warnings(String entry) {
        String[] listAndFolder = entry.split(": ");
        BED.kubectl(
                "apply",
                "--dry-run=server",
                "--validate=strict",
                "--warnings-as-errors",
                "-k",
                here(listAndFolder[0], listAndFolder[1]).toString());
    }

    @Test
    void the_files_that_the_build_writes_are_the_folders_and_valid() throws IOException {
        String target = System.getProperty("project.build.directory", "target");
        for (String name : List.of("install", "config")) {
            Path file = Path.of(target, name + ".yaml");
            BED.kubectl(
                    "apply",
                    "--validate=strict",
                    "--warnings-as-errors",
                    "-f",
                    file.toAbsolutePath().toString());
            assertThat(Files.readString(file).lines().skip(1).toList())
                    .isEqualTo(
                            BED.rendered(Path.of(name.equals("install") ? WORKLOAD : "config"))
                                    .text()
                                    .lines()
                                    .toList());
        }
    }

    @Test
    void the_image_is_that_of_this_version() {
        assertThat(BED.rendered(Path.of(WORKLOAD)).objects("CronJob"))
                .hasSize(2)
                .allSatisfy(each ->
                        assertThat(Rendered.text(container(each), "image"))
                                .isEqualTo(
                                        "pvc-snapshotter:"
                                                + System.getProperty("project.version")));
    }

    @Test
    void applying_the_manifests_again_changes_nothing() {
        install();
        BED.kubectl("apply", "-k", "config");
        assertThat(BED.kubectl("diff", "-k", WORKLOAD)).isEmpty();
        assertThat(BED.kubectl("diff", "-k", "config")).isEmpty();
        String own =
                BED.kustomization(
                                """
                                resources: [CHECKOUT/manifests]
                                components: [CHECKOUT/manifests/components/network-policy]
                                """)
                        .toString();
        BED.kubectl("apply", "-k", own);
        assertThat(BED.kubectl("apply", "-k", own).lines())
                .allMatch(each -> each.endsWith(" unchanged"));
        BED.kubectl("apply", "--server-side", "--dry-run=server", "-k", own);
    }

    @Test
    void each_object_and_each_pod_says_what_it_belongs_to() {
        for (String folder :
                List.of(
                        WORKLOAD,
                        "manifests/overlays/gitops",
                        "manifests/overlays/namespaced",
                        "manifests/components/team-roles",
                        "config",
                        "config/namespaced")) {
            saysSo(BED.rendered(Path.of(folder)));
        }
        saysSo(BED.rendered(withAdditions("")));
        for (JsonObject each : BED.rendered(Path.of(WORKLOAD)).objects("CronJob")) {
            assertThat(Rendered.labels(Rendered.at(each, "spec.jobTemplate.spec.template")))
                    .containsAll(Rendered.labels(Rendered.at(each, "spec.jobTemplate")))
                    .contains("app.kubernetes.io/name=pvc-snapshotter");
        }
    }

    private static void saysSo(Rendered rendered) {
        for (JsonObject each : rendered.objects()) {
            assertThat(Rendered.labels(each))
                    .as("%s", each)
                    .contains(
                            "app.kubernetes.io/name=pvc-snapshotter",
                            "app.kubernetes.io/part-of=pvc-snapshotter");
        }
    }

    /** The kustomization of a user who adds to the install what no overlay has. */
    private static Path withAdditions(String more) {
        return BED.kustomization(
                """
                resources: [CHECKOUT/manifests]
                components:
                  - CHECKOUT/manifests/components/network-policy
                  - CHECKOUT/manifests/components/alerts
                  - CHECKOUT/manifests/components/dashboard
                """
                        + more);
    }

    @Test
    void what_is_added_to_an_install_is_in_its_namespace() {
        for (String namespace : List.of("pvc-snapshotter", BED.namespace())) {
            String more =
                    namespace.equals("pvc-snapshotter") ? "" : "namespace: " + namespace + "\n";
            assertThat(
                            BED.rendered(withAdditions(more))
                                    .objects("ConfigMap", "NetworkPolicy", "PrometheusRule"))
                    .hasSize(3)
                    .allSatisfy(each ->
                            assertThat(Rendered.text(each, "metadata.namespace"))
                                    .isEqualTo(namespace));
        }
    }

    @Test
    void nothing_stays_behind_in_the_default_namespace_when_a_kustomization_names_another() {
        Rendered elsewhere = BED.rendered(here("resources", WORKLOAD));
        assertThat(elsewhere.objects()).hasSameSizeAs(BED.rendered(Path.of(WORKLOAD)).objects());
        assertThat(elsewhere.text()).doesNotContain("namespace: pvc-snapshotter\n");
        for (JsonObject each : elsewhere.objects("RoleBinding", "ClusterRoleBinding")) {
            assertThat(each.getAsJsonArray("subjects"))
                    .allSatisfy(subject ->
                            assertThat(Rendered.text(subject.getAsJsonObject(), "namespace"))
                                    .isEqualTo(BED.namespace()));
        }
    }

    @Test
    void the_guards_of_the_accounts_agree_on_who_is_meant() {
        assertThat(
                        BED
                                .rendered(Path.of(WORKLOAD))
                                .objects("ValidatingAdmissionPolicy")
                                .stream()
                                .map(each -> Rendered.at(each, "spec").get("matchConditions"))
                                .filter(Objects::nonNull))
                .hasSize(3)
                .containsOnly(
                        Rendered.at(
                                        BED.rendered(Path.of("manifests/components/team-roles"))
                                                .objects("ValidatingAdmissionPolicy")
                                                .get(1),
                                        "spec")
                                .get("matchConditions"));
    }

    @Test
    void an_image_of_the_users_own_is_used_by_all_cron_jobs_of_each_overlay() {
        for (String overlay : List.of("cluster-wide", "namespaced", "gitops")) {
            Path own =
                    BED.kustomization(
                            """
                            resources: [CHECKOUT/manifests/overlays/%s]
                            images: [{name: pvc-snapshotter, newName: registry.example.org/own, newTag: v2}]
                            """
                                    .formatted(overlay));
            assertThat(BED.rendered(own).objects("CronJob"))
                    .hasSize(overlay.equals("gitops") ? 1 : 2)
                    .allSatisfy(each ->
                            assertThat(Rendered.text(container(each), "image"))
                                    .isEqualTo("registry.example.org/own:v2"));
        }
    }

    private static JsonObject container(JsonObject cronJob) {
        return pod(cronJob).getAsJsonArray("containers").get(0).getAsJsonObject();
    }

    private static JsonObject pod(JsonObject cronJob) {
        return Rendered.at(cronJob, "spec.jobTemplate.spec.template.spec");
    }

    @Test
    void the_schedule_is_the_same_in_the_config_map_and_the_cron_job_of_each_overlay() {
        for (String overlay : List.of("cluster-wide", "namespaced", "gitops")) {
            Rendered both =
                    new Rendered(
                            BED.rendered(Path.of("manifests/overlays", overlay)).text()
                                    + "---\n"
                                    + BED.rendered(
                                                    Path.of(
                                                            overlay.equals("namespaced")
                                                                    ? "config/namespaced"
                                                                    : "config"))
                                            .text());
            JsonObject configMap = both.objects("ConfigMap").getFirst();
            assertThat(both.objects("CronJob").getFirst())
                    .satisfies(cronJob -> {
                        for (String key : List.of("schedule", "timeZone")) {
                            assertThat(Rendered.text(cronJob, "spec." + key))
                                    .isEqualTo(Rendered.text(configMap, "data." + key));
                        }
                    });
        }
    }

    @Test
    void the_gitops_install_copies_suspend_too_if_it_is_asked_to() {
        Path own =
                BED.kustomization(
                        """
                        resources: [CHECKOUT/manifests/overlays/gitops]
                        components:
                          - CHECKOUT/manifests/components/build-time-schedule
                          - CHECKOUT/manifests/components/build-time-suspend
                        configMapGenerator:
                          - name: pvc-snapshotter
                            namespace: pvc-snapshotter
                            behavior: merge
                            literals: [schedule=@hourly, suspend=true]
                        """);
        assertThat(BED.rendered(own).objects("CronJob"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(Rendered.text(each, "spec.schedule")).isEqualTo("@hourly");
                    assertThat(Rendered.text(each, "spec.suspend")).isEqualTo("true");
                });
    }

    @Test
    void the_gitops_install_has_no_account_that_may_change_it() {
        Rendered gitops = BED.rendered(Path.of("manifests/overlays/gitops"));
        assertThat(gitops.objects("ServiceAccount")).hasSize(1);
        assertThat(gitops.objects("Role", "ClusterRole").toString())
                .doesNotContain("cronjobs", "patch");
    }

    @Test
    void the_namespaced_install_has_no_object_outside_its_namespace() {
        assertThat(BED.rendered(Path.of("manifests/overlays/namespaced")).objects())
                .allSatisfy(each ->
                        assertThat(Rendered.text(each, "metadata.namespace"))
                                .isEqualTo("your-namespace"))
                .extracting(each -> each.get("kind").getAsString())
                .containsOnly("CronJob", "Role", "RoleBinding", "ServiceAccount");
    }

    @Test
    void the_namespaced_install_has_all_rights_of_the_other_but_those_to_what_is_the_cluster_s() {
        assertThat(rules("namespaced", "Role", "pvc-snapshotter-own-scope"))
                .isEqualTo(
                        rules("cluster-wide", "ClusterRole", "pvc-snapshotter").stream()
                                .filter(each -> !each.contains("\"persistentvolumes\""))
                                .filter(each -> !each.contains("\"volumesnapshotclasses\""))
                                .toList());
    }

    private static List<String> rules(String overlay, String kind, String name) {
        return BED.rendered(Path.of("manifests/overlays", overlay)).objects(kind).stream()
                .filter(each -> Rendered.text(each, "metadata.name").equals(name))
                .flatMap(each -> each.getAsJsonArray("rules").asList().stream())
                .map(Object::toString)
                .toList();
    }

    @Test
    void the_pods_of_both_cron_jobs_are_restricted_alike() {
        List<JsonObject> cronJobs = BED.rendered(Path.of(WORKLOAD)).objects("CronJob");
        JsonObject run = cronJobs.getFirst();
        JsonObject sync = cronJobs.getLast();
        for (String key :
                List.of(
                        "automountServiceAccountToken",
                        "enableServiceLinks",
                        "nodeSelector",
                        "restartPolicy",
                        "securityContext")) {
            assertThat(pod(sync).get(key)).as(key).isNotNull().isEqualTo(pod(run).get(key));
        }
        for (String key :
                List.of("securityContext", "resources", "env", "terminationMessagePolicy")) {
            assertThat(container(sync).get(key))
                    .as(key)
                    .isNotNull()
                    .isEqualTo(container(run).get(key));
        }
        assertThat(pod(run).getAsJsonArray("volumes"))
                .containsAll(pod(sync).getAsJsonArray("volumes"));
    }

    /** Istio looks for a label, Linkerd for an annotation. A sidecar would keep the Job alive. */
    @Test
    void no_service_mesh_adds_a_sidecar_to_any_pod() {
        for (String overlay : List.of("cluster-wide", "namespaced", "gitops")) {
            assertThat(BED.rendered(Path.of("manifests/overlays", overlay)).objects("CronJob"))
                    .isNotEmpty()
                    .allSatisfy(each -> {
                        JsonObject metadata =
                                Rendered.at(each, "spec.jobTemplate.spec.template.metadata");
                        assertThat(
                                        metadata.getAsJsonObject("labels")
                                                .get("sidecar.istio.io/inject"))
                                .isEqualTo(new JsonPrimitive("false"));
                        assertThat(metadata.getAsJsonObject("annotations").get("linkerd.io/inject"))
                                .isEqualTo(new JsonPrimitive("disabled"));
                    });
        }
    }

    @Test
    void only_the_component_cpu_limit_sets_one_and_only_for_pods_of_this_program() {
        String other =
                """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: other}
                spec: {schedule: "@daily", jobTemplate: {spec: {template: {spec: {containers: [{name: other}]}}}}}
                """;
        for (String overlay : List.of("cluster-wide", "namespaced", "gitops")) {
            assertThat(BED.rendered(Path.of("manifests/overlays", overlay)).objects("CronJob"))
                    .allSatisfy(each ->
                            assertThat(Rendered.at(container(each), "resources.limits").keySet())
                                    .containsExactly("memory"));
            Path own =
                    BED.kustomization(
                            """
                            resources: [CHECKOUT/manifests/overlays/%s, other.yaml]
                            components: [CHECKOUT/manifests/components/cpu-limit]
                            """
                                    .formatted(overlay));
            BED.write(own.resolve("other.yaml"), other);
            List<JsonObject> cronJobs = BED.rendered(own).objects("CronJob");
            assertThat(cronJobs)
                    .filteredOn(each -> container(each).has("resources"))
                    .hasSize(cronJobs.size() - 1)
                    .allSatisfy(each ->
                            assertThat(Rendered.text(container(each), "resources.limits.cpu"))
                                    .isEqualTo("1"));
        }
    }

    @Test
    void the_exit_statuses_that_no_retry_mends_fail_the_job_at_once() {
        install();
        assertThat(
                        BED.kubectl(
                                "get",
                                "cronjob",
                                "pvc-snapshotter",
                                "--namespace",
                                "pvc-snapshotter",
                                "-o",
                                "jsonpath={.spec.jobTemplate.spec.podFailurePolicy.rules[?(@.action=='FailJob')].onExitCodes.values}"))
                .isEqualTo("[64,73,77,78]");
    }

    @Test
    void the_cron_job_controller_marks_its_jobs_with_their_slot() {
        BED.apply(
                """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: every-minute}
                spec:
                  schedule: "* * * * *"
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: c, image: nothing}]
                """);
        BED.until("the controller makes a Job", () -> !BED.list("job").isEmpty());
        assertThat(
                        BED.list("job")
                                .getFirst()
                                .getAsJsonObject("metadata")
                                .getAsJsonObject("annotations")
                                .get("batch.kubernetes.io/cronjob-scheduled-timestamp")
                                .getAsString())
                .matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:00Z");
    }
}
