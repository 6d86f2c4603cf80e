package io.pvcsnapshotter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.docs.Page;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The overlays that are not the default, and a run on demand, each in a namespace of its own. */
class OverlaysIT {
    @RegisterExtension static final TestBed BED = TestBed.node();

    private Installed install;

    @BeforeEach
    void restrict() {
        install = new Installed(BED, BED.namespace());
        BED.kubectl("apply", "-k", "manifests/components/team-roles");
        BED.kubectl(
                "label",
                "namespace",
                BED.namespace(),
                "pod-security.kubernetes.io/enforce=restricted",
                "pod-security.kubernetes.io/warn=restricted");
        BED.claims("data", "logs");
    }

    /**
     * Somebody who administers the test's namespace and has no right in the rest of the cluster.
     */
    private static Path namespaceAdministrator() {
        BED.kubectl("create", "serviceaccount", "boss");
        BED.kubectl(
                "create",
                "rolebinding",
                "boss",
                "--clusterrole=admin",
                "--serviceaccount=%s:boss".formatted(BED.namespace()));
        return BED.kubeconfigOf("boss");
    }

    private void installAsATeam() {
        String boss = namespaceAdministrator().toString();
        BED.until(
                "the administrator has the rights of team-roles",
                () ->
                        BED.kubectlAnyway(
                                        "--kubeconfig",
                                        boss,
                                        "auth",
                                        "can-i",
                                        "delete",
                                        "volumesnapshots.snapshot.storage.k8s.io")
                                .startsWith("yes"));
        for (String folder : new String[] {"manifests/overlays/namespaced", "config/namespaced"}) {
            BED.kubectl(
                    "--kubeconfig",
                    boss,
                    "apply",
                    "--warnings-as-errors",
                    "-k",
                    BED.kustomization(
                                    "resources: [CHECKOUT/%s]\nnamespace: %s\n"
                                            .formatted(folder, BED.namespace()))
                            .toString());
        }
    }

    @Test
    void a_namespace_s_administrator_installs_it_there_and_its_claims_have_snapshots() {
        installAsATeam();
        install.run("first");
        assertThat(install.end("first")).isEqualTo("Complete");
        assertThat(BED.snapshots()).hasSize(2).allMatch(TestBed::isReady);
        install.edit("\"schedule\": \"30 2 * * *\"");
        install.sync();
        assertThat(install.field(".spec.schedule")).isEqualTo("30 2 * * *");
        for (JsonObject pod : install.pods()) {
            assertThat(pod.toString()).contains("\"readOnlyRootFilesystem\":true");
        }
    }

    @Test
    void a_repository_of_the_users_own_is_all_that_gitops_needs() {
        Page page = new Page("install.md");
        Path own =
                BED.kustomization(
                        page.local(page.block("kustomization.yaml"))
                                .replace(
                                        "newName: registry.example.org/pvc-snapshotter",
                                        "newName: pvc-snapshotter")
                                .replace("namespace: backup", "namespace: " + BED.namespace()));
        BED.write(own.resolve("schedule.env"), page.block("schedule.env"));
        BED.write(
                own.resolve("snapshotter.conf"),
                "policies = [ { name = all, select { namespaces = [%s] } } ]"
                        .formatted(BED.namespace()));
        BED.kubectl("apply", "--warnings-as-errors", "-k", own.toString());
        assertThat(install.field(".spec.schedule") + " " + install.field(".spec.timeZone"))
                .isEqualTo("30 2 * * * Europe/Berlin");
        assertThat(install.kubectl("get cronjobs,serviceaccounts -o name"))
                .doesNotContain("pvc-snapshotter-schedule");
        install.run("first");
        assertThat(install.end("first")).isEqualTo("Complete");
        assertThat(BED.snapshots()).hasSize(2).allMatch(TestBed::isReady);
        BED.kubectl("apply", "-k", "manifests");
    }

    @Test
    void any_command_runs_in_the_cluster_on_demand() {
        installAsATeam();
        String job =
                "kubectl create job %s -n %s --from=cronjob/pvc-snapshotter --dry-run=client -o yaml"
                        + " | kubectl set env --local -f - PVC_SNAPSHOTTER_ARGS=\"%s\" -o yaml | kubectl apply -f -";
        BED.shell(
                job.formatted(
                        "before-upgrade",
                        BED.namespace(),
                        "snapshot -n %s --claim data".formatted(BED.namespace())));
        assertThat(install.end("before-upgrade")).isEqualTo("Complete");
        assertThat(BED.snapshots())
                .singleElement()
                .satisfies(each -> assertThat(TestBed.name(each)).startsWith("data-"));
        BED.shell(
                "kubectl label volumesnapshot -A -l pvc-snapshotter.io/job=before-upgrade pvc-snapshotter.io/hold=true");
        BED.shell(job.formatted("look", BED.namespace(), "plan"));
        assertThat(install.end("look")).isEqualTo("Complete");
        assertThat(install.kubectl("logs job/look").replaceAll(" +", " "))
                .contains(
                        BED.namespace() + "/data all take",
                        "aside",
                        "held",
                        BED.namespace() + "/logs all take");
        BED.shell(job.formatted("check", BED.namespace(), "status --max-age 26h"));
        assertThat(install.end("check")).isEqualTo("Complete");
        assertThat(install.kubectl("logs job/check").replaceAll(" +", " "))
                .contains(
                        BED.namespace() + "/data all 1 data-",
                        BED.namespace() + "/logs all 0 - - no snapshot is ready");
        assertThat(
                        install.kubectl(
                                "get pods -l batch.kubernetes.io/job-name=check -o jsonpath={.items[*].status.containerStatuses[*].state.terminated.message}"))
                .endsWith("/logs: no snapshot is ready | selected 2 of 2 claims: 1 ok, 1 not");
        assertThat(BED.snapshots()).hasSize(1);
    }
}
