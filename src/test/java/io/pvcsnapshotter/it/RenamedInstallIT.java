package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The accounts of an install that kustomize has given other names are guarded as well. */
class RenamedInstallIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private Path own;

    @AfterEach
    void remove() {
        BED.kubectl("delete", "--ignore-not-found", "-k", own.toString());
    }

    /** Into a namespace that has an install already, whose CronJob the other's role names. */
    private void install(String prefix, String suffix) {
        BED.kubectl(
                "apply",
                "-k",
                BED.kustomization(
                                "resources: [CHECKOUT/manifests/overlays/namespaced]\nnamespace: %s\n"
                                        .formatted(BED.namespace()))
                        .toString());
        own =
                BED.kustomization(
                        """
                        resources: [CHECKOUT/manifests]
                        namespace: %s
                        namePrefix: "%s"
                        nameSuffix: "%s"
                        patches:
                          - target: {kind: Namespace}
                            patch: '{$patch: delete, apiVersion: v1, kind: Namespace, metadata: {name: pvc-snapshotter}}'
                        """
                                .formatted(BED.namespace(), prefix, suffix));
        BED.kubectl("apply", "-k", own.toString());
        BED.claims("data");
        BED.apply(Thief.snapshot("name: made-by-hand", BED.namespace(), "{}", ""));
    }

    private static Thief thief(String account) {
        return Thief.of(BED, BED.namespace(), account);
    }

    @ParameterizedTest
    @CsvSource({"my-, ''", "'', -two", "my-, -two"})
    void the_guards_hold(String prefix, String suffix) {
        install(prefix, suffix);
        Thief run = thief(prefix + "pvc-snapshotter" + suffix);
        run.untilRefused("delete", "volumesnapshot", "made-by-hand");
        assertThat(run.isRefused("delete", "volumesnapshot", "made-by-hand"))
                .contains("may create and delete only snapshots with the label");
        assertThat(run.isRefusedToCreate(Thief.event(BED.namespace(), "kubelet", "Job")))
                .contains("only in its own name");
        String home = BED.namespace();
        assertThat(run.isRefusedToCreate(Thief.snapshot("new", home, "another")))
                .contains("pvc-snapshotter.io/instance=" + home + ", not another");
        run.creates(Thief.snapshot("new", home, home));
        run.does("delete", "volumesnapshot", "new");

        Thief schedule = thief(prefix + "pvc-snapshotter-schedule" + suffix);
        schedule.untilRefused("patch", "cronjob", "pvc-snapshotter", "-p", Thief.EVIL_IMAGE);
        assertThat(
                        schedule.isRefused(
                                "patch", "cronjob", "pvc-snapshotter", "-p", Thief.EVIL_IMAGE))
                .contains("may change only schedule, timeZone and suspend");
        assertThat(schedule.isRefusedToCreate(Thief.event(home, "kubelet", "Job")))
                .contains("only in its own name");
        schedule.does(
                "patch",
                "cronjob",
                "pvc-snapshotter",
                "-p",
                "{\"spec\":{\"schedule\":\"@daily\"}}");
    }

    @Test
    void who_has_the_right_to_be_unguarded_as_well_is_not_meant() {
        install("my-", "");
        Thief run = thief("my-pvc-snapshotter");
        run.untilRefused("delete", "volumesnapshot", "made-by-hand");
        BED.apply(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: unguarded}
                rules:
                  - {apiGroups: [pvc-snapshotter.io], resources: [accounts], verbs: [unguarded]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: unguarded}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: unguarded}
                subjects: [{kind: ServiceAccount, name: my-pvc-snapshotter}]
                """);
        BED.until(
                "the right is heeded",
                () ->
                        BED.kubectlAnyway(run.words("delete", "volumesnapshot", "made-by-hand"))
                                .contains("deleted"));
    }

    @ParameterizedTest
    @CsvSource({"pvc-snapshotter-exporter, role", "their-pvc-snapshotter, clusterrole"})
    void accounts_of_others_are_not_concerned_whose_names_resemble_ours(String name, String kind) {
        install("my-", "");
        thief("my-pvc-snapshotter").untilRefused("delete", "volumesnapshot", "made-by-hand");
        Thief owner = accountOfOthers(name, kind);
        owner.creates(Thief.snapshot("name: new", BED.namespace(), "{}", ""));
        owner.does("delete", "volumesnapshot", "new", "--wait=false");
        owner.creates(Thief.event(BED.namespace(), "another-controller", "Pod"));
        owner.does("patch", "cronjob", "pvc-snapshotter", "-p", Thief.EVIL_IMAGE);
    }

    /** One with exactly the rights that it needs, or one that may do everything. */
    private static Thief accountOfOthers(String name, String kind) {
        BED.kubectl("create", "serviceaccount", name);
        BED.kubectl(
                "create",
                "role",
                "just-enough",
                "--verb=get,create,patch,delete",
                "--resource=volumesnapshots.snapshot.storage.k8s.io,events.events.k8s.io,cronjobs.batch");
        String role = kind.equals("role") ? "just-enough" : "cluster-admin";
        BED.kubectl(
                "create",
                "rolebinding",
                name,
                "--%s=%s".formatted(kind, role),
                "--serviceaccount=%s:%s".formatted(BED.namespace(), name));
        Thief owner = thief(name);
        BED.until(
                "the rights are there",
                () ->
                        BED.kubectlAnyway(owner.words("auth", "can-i", "patch", "cronjobs.batch"))
                                .startsWith("yes"));
        return owner;
    }
}
