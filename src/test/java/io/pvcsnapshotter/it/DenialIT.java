package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The API server refuses, for one namespace or for all. */
class DenialIT {
    private static final String RETAIN_ONE = "retain { last = 1 }";

    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    @RegisterExtension final FaultScene scene = new FaultScene(BED);

    private String other = "";

    /** A second namespace with the claim {@code theirs}. */
    private void otherNamespace() {
        other = BED.namespace() + "-other";
        BED.kubectl("create", "namespace", other);
        BED.kubectl("config", "set-context", "--current", "--namespace", other);
        BED.claims("theirs");
        BED.kubectl("config", "set-context", "--current", "--namespace", BED.namespace());
        scene.claims("data");
        ProgramRun before = BED.program(scene.pod(-2), "--config", both("scope = cluster"));
        assertThat(before.exitStatus()).as(before::toString).isZero();
        scene.remember();
    }

    @AfterEach
    void clean() {
        if (!other.isEmpty()) {
            BED.kubectl("delete", "namespace", other, "--wait=false");
        }
    }

    private Path both(String settings) {
        return BED.file(
                "both.conf",
                """
                %s, limits { settle = 0h }
                policies = [ { name = all, requireMatch = false
                  select { namespaces = ["%s", "%s"] }
                  %s } ]
                """
                        .formatted(settings, BED.namespace(), other, RETAIN_ONE));
    }

    private Set<String> namesIn(String namespace) {
        return BED.list("vs", "-n", namespace).stream()
                .map(TestBed::name)
                .collect(Collectors.toSet());
    }

    @Test
    void a_quota_that_is_used_up_fails_for_good_and_nothing_makes_room() {
        scene.claims("data");
        Set<String> before = BED.snapshotNames();
        BED.kubectl(
                "create",
                "quota",
                "snapshots",
                "--hard=count/volumesnapshots.snapshot.storage.k8s.io=2");
        BED.until(
                "the quota is counted",
                () -> BED.get("quota", "snapshots").toString().contains("\"used\""));
        ProgramRun run = scene.run(0, RETAIN_ONE);
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
        assertThat(run.reasons()).anyMatch(each -> each.contains("exceeded quota: snapshots"));
        assertThat(BED.snapshotNames()).isEqualTo(before);
    }

    @Test
    void an_admission_policy_that_denies_one_namespace_is_quoted_and_the_others_are_done() {
        otherNamespace();
        String policy = BED.namespace() + "-freeze";
        BED.apply(
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: %1$s}
                spec:
                  failurePolicy: Fail
                  matchConstraints:
                    resourceRules:
                      - apiGroups: [snapshot.storage.k8s.io]
                        apiVersions: ["*"]
                        resources: [volumesnapshots]
                        operations: [CREATE]
                  validations:
                    - {expression: "false", message: "no snapshots during the migration"}
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: %1$s}
                spec:
                  policyName: %1$s
                  validationActions: [Deny]
                  matchResources:
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %2$s}}
                """
                        .formatted(policy, other));
        Path probe =
                BED.file(
                        "probe.yaml",
                        """
                        apiVersion: snapshot.storage.k8s.io/v1
                        kind: VolumeSnapshot
                        metadata: {name: probe, namespace: %s}
                        spec: {source: {persistentVolumeClaimName: theirs}}
                        """
                                .formatted(other));
        try {
            BED.until(
                    "the policy works",
                    () ->
                            BED.kubectlAnyway(
                                            "create",
                                            "--dry-run=server",
                                            "-o",
                                            "name",
                                            "-f",
                                            probe.toString())
                                    .isEmpty());
            Set<String> before = namesIn(other);
            ProgramRun run = BED.program(scene.pod(0), "--config", both("scope = cluster"));
            assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
            assertThat(run.reasons())
                    .anyMatch(each -> each.contains("no snapshots during the migration"));
            assertThat(run.ending()).contains("1 ready, 1 failed", "expired");
            assertThat(namesIn(other)).isEqualTo(before);
        } finally {
            BED.kubectl("delete", "validatingadmissionpolicy", policy);
            BED.kubectl("delete", "validatingadmissionpolicybinding", policy);
        }
    }

    /**
     * An account with all rights in the test's namespace and these on the snapshots of the other.
     */
    private Map<String, String> account(String verbs, int hour) {
        BED.kubectl("create", "serviceaccount", "limited");
        roles(BED.namespace(), "get,list,watch,create,delete");
        roles(other, verbs);
        Map<String, String> environment = new HashMap<>(scene.pod(hour));
        environment.put("KUBECONFIG", BED.kubeconfigOf("limited").toString());
        return environment;
    }

    private void roles(String namespace, String verbs) {
        role(namespace, "snapshots", verbs, "volumesnapshots.snapshot.storage.k8s.io");
        role(namespace, "claims", "list", "persistentvolumeclaims");
        role(namespace, "events", "create", "events.events.k8s.io");
        role(namespace, "jobs", "get", "jobs.batch");
    }

    private void role(String namespace, String name, String verbs, String resource) {
        BED.kubectl(
                "create",
                "role",
                name,
                "-n",
                namespace,
                "--verb=" + verbs,
                "--resource=" + resource);
        BED.kubectl(
                "create",
                "rolebinding",
                name,
                "-n",
                namespace,
                "--role=" + name,
                "--serviceaccount=%s:limited".formatted(BED.namespace()));
    }

    private ProgramRun limited(String verbs) {
        Map<String, String> environment = account(verbs, 0);
        String scope = "scope = [\"%s\", \"%s\"]".formatted(BED.namespace(), other);
        return BED.program(environment, "--config", both(scope)).ended();
    }

    @Test
    void who_may_not_create_in_one_namespace_fails_there_for_good_and_the_others_are_done() {
        otherNamespace();
        Set<String> before = namesIn(other);
        ProgramRun run = limited("get,list,watch,delete");
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
        assertThat(run.reasons())
                .anyMatch(each ->
                        each.contains("cannot create resource \"volumesnapshots\"")
                                && each.contains(other));
        assertThat(run.ending()).contains("1 ready, 1 failed");
        assertThat(namesIn(other)).isEqualTo(before);
    }

    @Test
    void who_may_not_delete_in_one_namespace_keeps_too_many_there_and_fails_for_good() {
        otherNamespace();
        Set<String> before = namesIn(other);
        ProgramRun run = limited("get,list,watch,create");
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
        assertThat(run.reasons())
                .anyMatch(each ->
                        each.contains("cannot delete resource \"volumesnapshots\"")
                                && each.contains(other));
        assertThat(run.ending()).contains("2 ready", "1 expired");
        assertThat(namesIn(other)).hasSize(2).containsAll(before);
    }

    @Test
    void who_may_not_list_one_namespace_does_nothing_anywhere() {
        otherNamespace();
        Set<String> before = BED.snapshotNames();
        ProgramRun run = limited("get,watch,create,delete");
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(77);
        assertThat(run.ending())
                .startsWith("Tried to list volumesnapshots in namespace " + other)
                .contains("cannot list resource \"volumesnapshots\"");
        assertThat(BED.snapshotNames()).isEqualTo(before);
    }

    @Test
    void a_namespace_that_is_being_deleted_is_no_failure() {
        otherNamespace();
        BED.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: keeps-the-namespace, namespace: %s, finalizers: [example.com/keep]}
                """
                        .formatted(other));
        BED.kubectl(
                "patch",
                "pvc",
                "theirs",
                "-n",
                other,
                "--type=merge",
                "-p",
                "{\"metadata\":{\"finalizers\":[\"example.com/keep\"]}}");
        BED.kubectl("delete", "namespace", other, "--wait=false");
        ProgramRun run = BED.program(scene.pod(0), "--config", both("scope = cluster"));
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.ending()).contains("1 ready");
        for (String each : new String[] {"pvc/theirs", "configmap/keeps-the-namespace"}) {
            BED.kubectlAnyway(
                    "patch",
                    each,
                    "-n",
                    other,
                    "--type=merge",
                    "-p",
                    "{\"metadata\":{\"finalizers\":null}}");
        }
    }
}
