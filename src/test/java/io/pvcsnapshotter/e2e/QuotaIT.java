package io.pvcsnapshotter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The install of a team whose namespace has a ResourceQuota that demands a CPU limit. */
class QuotaIT {
    @RegisterExtension static final TestBed BED = TestBed.node();

    private Installed install;

    @BeforeEach
    void demandLimits() {
        install = new Installed(BED, BED.namespace());
        BED.kubectl("apply", "-k", "manifests/components/team-roles");
        BED.claims("data");
        BED.apply(
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: compute}
                spec: {hard: {requests.cpu: 100m, requests.memory: 256Mi, limits.cpu: "2", limits.memory: 512Mi}}
                """);
        BED.until(
                "the quota is in force",
                () -> BED.get("resourcequota", "compute").getAsJsonObject("status").has("used"));
        apply("config/namespaced", "");
    }

    private static void apply(String folder, String components) {
        BED.kubectl(
                "apply",
                "--warnings-as-errors",
                "-k",
                BED.kustomization(
                                "resources: [CHECKOUT/%s]\nnamespace: %s\n%s"
                                        .formatted(folder, BED.namespace(), components))
                        .toString());
    }

    @Test
    void without_a_cpu_limit_the_pod_is_refused_and_runs_says_what_to_add() {
        apply("manifests/overlays/namespaced", "");
        install.run("refused");
        String reason = "failed quota: compute: must specify limits.cpu for: snapshot";
        BED.until(
                "an Event says it",
                () ->
                        install.kubectl("get events --field-selector reason=FailedCreate -o json")
                                .contains(reason));
        ProgramRun runs =
                BED.program(Map.of(), "runs", "-o", "json", "--install-namespace", BED.namespace())
                        .ended();
        assertThat(String.join("\n", runs.out()))
                .contains(
                        "the API server does not take its pod",
                        reason,
                        "Add manifests/components/cpu-limit");
        assertThat(install.pods()).isEmpty();
    }

    @Test
    void with_the_component_cpu_limit_both_jobs_run_at_the_same_time() {
        apply(
                "manifests/overlays/namespaced",
                "components: [CHECKOUT/manifests/components/cpu-limit]\n");
        install.edit("\"schedule\": \"30 2 * * *\"");
        install.startSync();
        install.run("first");
        assertThat(install.end("first")).isEqualTo("Complete");
        assertThat(BED.snapshots()).hasSize(1).allMatch(TestBed::isReady);
        BED.until(
                "the schedule is copied",
                () -> install.field(".spec.schedule").equals("30 2 * * *"));
    }
}
