package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An install whose account may take snapshots and delete none. */
class AppendOnlyIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private static final String SNAPSHOTS = "volumesnapshots.snapshot.storage.k8s.io";

    @BeforeEach
    void claims() {
        BED.claims("data");
    }

    private static void install(String overlay) {
        BED.kubectl(
                "apply",
                "-k",
                BED.kustomization(
                                """
                                resources: [CHECKOUT/manifests/overlays/%s]
                                components: [CHECKOUT/manifests/components/append-only]
                                namespace: %s
                                patches:
                                  - target: {kind: ClusterRoleBinding}
                                    patch: '- {op: replace, path: /metadata/name, value: pvc-snapshotter-%2$s}'
                                """
                                        .formatted(overlay, BED.namespace()))
                        .toString());
    }

    private static Thief account() {
        return Thief.of(BED, BED.namespace(), "pvc-snapshotter");
    }

    private static ProgramRun run(Instant slot, String keys) {
        Map<String, String> environment =
                new HashMap<>(BED.scheduledJob("run-" + System.nanoTime(), slot));
        environment.put("KUBECONFIG", account().kubeconfig().toString());
        return BED.program(
                        environment,
                        "--config",
                        BED.configuration("scope = own, limits { settle = 0h }", keys),
                        "--install-namespace",
                        BED.namespace())
                .ended();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster-wide", "namespaced"})
    void its_token_takes_snapshots_and_deletes_none(String overlay) {
        BED.kubectl("apply", "-k", "manifests");
        install(overlay);
        Thief thief = account();
        BED.until(
                "the rights are there",
                () ->
                        BED.kubectlAnyway(thief.words("auth", "can-i", "create", SNAPSHOTS))
                                .startsWith("yes"));
        thief.creates(Thief.snapshot("new", BED.namespace(), BED.namespace()));
        assertThat(thief.isRefused("delete", "volumesnapshot", "new"))
                .contains("cannot delete resource \"volumesnapshots\"");
        assertThat(
                        BED.kubectl(
                                "auth",
                                "can-i",
                                "delete",
                                SNAPSHOTS,
                                "-A",
                                "--as",
                                "system:serviceaccount:pvc-snapshotter:pvc-snapshotter"))
                .as("the install beside it keeps its rights")
                .startsWith("yes");
        if (overlay.equals("cluster-wide")) {
            BED.kubectl("delete", "clusterrolebinding", "pvc-snapshotter-" + BED.namespace());
        }
    }

    @Test
    void a_run_whose_policies_have_no_retain_is_in_order() {
        install("namespaced");
        for (int hour = 2; hour >= 1; hour--) {
            ProgramRun run = run(Instant.now().minusSeconds(hour * 3600L), "");
            assertThat(run.exitStatus()).as(run::toString).isZero();
            assertThat(run.ending()).contains("1 ready");
            assertThat(run.toString()).doesNotContain("forbidden");
        }
        assertThat(BED.snapshots()).hasSize(2);
    }

    @Test
    void a_run_whose_policy_has_retain_takes_its_snapshots_and_says_what_it_may_not_delete() {
        install("namespaced");
        ProgramRun first = run(Instant.now().minusSeconds(7200), "retain { last = 1 }");
        assertThat(first.exitStatus()).as(first::toString).isZero();
        Set<String> old = BED.snapshotNames();
        ProgramRun second = run(Instant.now().minusSeconds(3600), "retain { last = 1 }");
        assertThat(second.exitStatus()).as(second::toString).isEqualTo(73);
        assertThat(second.ending()).contains("1 ready");
        assertThat(second.toString())
                .contains(old.iterator().next(), "cannot delete resource \\\"volumesnapshots\\\"");
        assertThat(BED.snapshotNames()).hasSize(2).containsAll(old);
    }

    /** Elsewhere a run deletes again what a webhook has changed. */
    @Test
    void what_a_webhook_has_changed_stays_and_is_named() {
        install("namespaced");
        Path probe =
                BED.file("probe.yaml", Thief.snapshot("probe", BED.namespace(), BED.namespace()));
        try (ChangingWebhook _ = new ChangingWebhook(BED).inForce(probe)) {
            ProgramRun run = run(Instant.now().minusSeconds(3600), "");
            assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
            String made = BED.snapshotNames().iterator().next();
            assertThat(run.reasons())
                    .anySatisfy(each ->
                            assertThat(each)
                                    .contains(
                                            "pvc-snapshotter.io/policy",
                                            made,
                                            "cannot delete resource"));
        }
    }
}
