package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.docs.Page;
import io.pvcsnapshotter.testbed.Rendered;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What somebody can do who has got hold of a token of ours: no more than we do ourselves. */
class GuardsIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private static final String ONLY_ITS_OWN =
            "may create and delete only snapshots with the label";
    private static final String ONLY_THE_SCHEDULE =
            "pvc-snapshotter-schedule may change only schedule, timeZone and suspend of the CronJob";

    private static final String ONLY_PLAIN =
            "only snapshots without finalizers, ownerReferences and generateName";
    private static final String HOLD = "pvc-snapshotter.io/hold";

    private static final Page PAGE = new Page("install.md");

    /** Of two installs in one cluster. */
    enum Install {
        DEFAULT,
        SECOND;

        String namespace() {
            return this == DEFAULT ? "pvc-snapshotter" : BED.namespace();
        }
    }

    private static Thief thief(Install install, String account) {
        return Thief.of(BED, install.namespace(), account);
    }

    @BeforeEach
    void install() {
        BED.kubectl("apply", "-k", "manifests");
        BED.kubectl("apply", "-k", second().toString());
        BED.kubectl("create", "secret", "generic", "password", "--from-literal=a=b");
        BED.claims("data");
        for (Install each : Install.values()) {
            BED.apply(snapshot("of-" + each.name().toLowerCase(), Thief.labels(each.namespace())));
        }
        BED.apply(snapshot("of-another-tool", "{app.kubernetes.io/managed-by: another-tool}"));
        BED.apply(snapshot("made-by-hand", "{}"));
        Thief thief = thief(Install.SECOND, "pvc-snapshotter");
        thief.untilRefused("delete", "volumesnapshot", "made-by-hand");
        thief(Install.SECOND, "pvc-snapshotter-schedule")
                .untilRefused("patch", "cronjob", "pvc-snapshotter", "-p", Thief.EVIL_IMAGE);
    }

    private static Path second() {
        return BED.kustomization(
                PAGE.local(PAGE.block("kustomization.yaml of a second install"))
                        .replace("backup", BED.namespace()));
    }

    @AfterEach
    void removeTheSecond() {
        BED.kubectl("delete", "clusterrolebinding", "pvc-snapshotter-" + BED.namespace());
    }

    private static String snapshot(String name, String labels) {
        return Thief.snapshot("name: " + name, BED.namespace(), labels, "");
    }

    @ParameterizedTest
    @EnumSource
    void a_run_s_token_deletes_its_own_snapshots_and_no_others(Install install) {
        Thief thief = thief(install, "pvc-snapshotter");
        Install another = install == Install.DEFAULT ? Install.SECOND : Install.DEFAULT;
        for (String name :
                List.of("of-" + another.name().toLowerCase(), "of-another-tool", "made-by-hand")) {
            assertThat(thief.isRefused("delete", "volumesnapshot", name))
                    .as(name)
                    .contains(ONLY_ITS_OWN);
        }
        assertThat(
                        thief.isRefused(
                                "delete",
                                "--raw",
                                "/apis/snapshot.storage.k8s.io/v1/namespaces/%s/volumesnapshots"
                                        .formatted(BED.namespace())))
                .contains("cannot deletecollection");
        thief.does("delete", "volumesnapshot", "of-" + install.name().toLowerCase());
        assertThat(BED.snapshotNames())
                .containsExactlyInAnyOrder(
                        "of-" + another.name().toLowerCase(), "of-another-tool", "made-by-hand");
    }

    @ParameterizedTest
    @EnumSource
    void a_run_s_token_creates_its_own_snapshots_of_claims_and_no_others(Install install) {
        Thief thief = thief(install, "pvc-snapshotter");
        String own = Thief.labels(install.namespace());
        assertThat(thief.isRefusedToCreate(snapshot("new", "{}"))).contains(ONLY_ITS_OWN);
        assertThat(thief.isRefusedToCreate(snapshot("new", Thief.labels("another"))))
                .contains(
                        "pvc-snapshotter.io/instance=%s, not another"
                                .formatted(install.namespace()));
        assertThat(
                        thief.isRefusedToCreate(
                                snapshot("new", own)
                                        .replace(
                                                "persistentVolumeClaimName: data",
                                                "volumeSnapshotContentName: of-a-secret")))
                .contains("may create snapshots of claims only");
        thief.creates(snapshot("new", own));
        assertThat(BED.snapshotNames()).contains("new");
    }

    /** What a run never sends, and what would outlive its retention or blind its next run. */
    @ParameterizedTest
    @EnumSource
    void a_run_s_token_creates_nothing_that_the_program_would_not(Install install) {
        Thief thief = thief(install, "pvc-snapshotter");
        String own = Thief.labels(install.namespace());
        String owner =
                "{apiVersion: v1, kind: PersistentVolumeClaim, name: data, uid: %s}"
                        .formatted(
                                Rendered.text(
                                        BED.get("persistentvolumeclaim", "data"), "metadata.uid"));
        for (String more :
                List.of(", finalizers: [a/b]", ", ownerReferences: [%s]".formatted(owner))) {
            assertThat(
                            thief.isRefusedToCreate(
                                    Thief.snapshot("name: new", BED.namespace(), own, more)))
                    .as(more)
                    .contains(ONLY_PLAIN);
        }
        assertThat(
                        thief.isRefusedToCreate(
                                Thief.snapshot("generateName: new-", BED.namespace(), own, "")))
                .contains(ONLY_PLAIN);
        for (String label : List.of("claim: data", "policy: all", "job: job")) {
            for (String instead : List.of("other: a", label.replaceAll(":.*", ": ''"))) {
                assertThat(thief.isRefusedToCreate(snapshot("new", own.replace(label, instead))))
                        .as(label)
                        .contains("only snapshots with all of its labels");
            }
        }
        assertThat(thief.isRefusedToCreate(snapshot("new", own.replace("scheduled", "never"))))
                .contains("trigger (scheduled or manual)");
        thief.creates(snapshot("new", own.replace("scheduled", "manual")));
    }

    @ParameterizedTest
    @EnumSource
    void a_run_s_token_deletes_nothing_that_is_held(Install install) {
        Thief thief = thief(install, "pvc-snapshotter");
        String name = "of-" + install.name().toLowerCase();
        for (String verb : List.of("label", "annotate")) {
            for (String value : List.of("true", "audit", "")) {
                BED.kubectl(verb, "volumesnapshot", name, HOLD + "=" + value, "--overwrite");
                assertThat(thief.isRefused("delete", "volumesnapshot", name))
                        .as(verb + " " + value)
                        .contains("may not delete a snapshot that is held");
            }
            BED.kubectl(verb, "volumesnapshot", name, HOLD + "=false", "--overwrite");
        }
        thief.does("delete", "volumesnapshot", name);
    }

    @ParameterizedTest
    @EnumSource
    void neither_token_writes_events_in_another_s_name(Install install) {
        for (String account : List.of("pvc-snapshotter", "pvc-snapshotter-schedule")) {
            Thief thief = thief(install, account);
            String namespace = install.namespace();
            for (String controller : List.of("kubelet", "default-scheduler")) {
                assertThat(thief.isRefusedToCreate(Thief.event(namespace, controller, "CronJob")))
                        .contains("only in its own name");
            }
            for (String kind : List.of("Pod", "Node", "Secret")) {
                assertThat(thief.isRefusedToCreate(Thief.event(namespace, "pvc-snapshotter", kind)))
                        .contains("may write Events only about");
            }
            assertThat(
                            thief.isRefusedToCreate(
                                    Thief.event(namespace, "pvc-snapshotter", "CronJob")
                                            .replace(
                                                    "metadata: {",
                                                    "metadata: {finalizers: [a/b], ")))
                    .contains("only Events without finalizers");
            thief.creates(Thief.event(namespace, "pvc-snapshotter", "CronJob"));
        }
    }

    @Test
    void neither_token_does_anything_else() {
        for (Install each : Install.values()) {
            changesNoSnapshot(each);
            readsNoSecretAndStartsOrEntersNoPod(each);
        }
    }

    private static void changesNoSnapshot(Install install) {
        Thief thief = thief(install, "pvc-snapshotter");
        String instance = "pvc-snapshotter.io/instance=" + install.namespace();
        assertThat(
                        thief.isRefused(
                                "label", "volumesnapshot", "made-by-hand", instance, "--overwrite"))
                .contains("cannot patch resource \"volumesnapshots\"");
        assertThat(
                        thief.isRefused(
                                "annotate",
                                "volumesnapshot",
                                "of-" + install.name().toLowerCase(),
                                "a=b"))
                .contains("cannot patch resource \"volumesnapshots\"");
    }

    private static void readsNoSecretAndStartsOrEntersNoPod(Install install) {
        for (String account : List.of("pvc-snapshotter", "pvc-snapshotter-schedule")) {
            Thief thief = thief(install, account);
            for (String namespace : List.of(install.namespace(), BED.namespace())) {
                String core = "/api/v1/namespaces/" + namespace;
                assertThat(thief.isRefused("get", "secret", "password", "-n", namespace))
                        .contains("cannot get resource \"secrets\"");
                assertThat(thief.isRefused("get", "secrets", "-n", namespace))
                        .contains("cannot list resource \"secrets\"");
                assertThat(thief.isRefused("run", "evil", "--image=evil", "-n", namespace))
                        .contains("cannot create resource \"pods\"");
                assertThat(thief.isRefusedToPost(core + "/pods/any/exec?command=sh&stdout=true"))
                        .contains("cannot create resource \"pods/exec\"");
                assertThat(
                                thief.isRefused(
                                        "create", "job", "evil", "--image=evil", "-n", namespace))
                        .contains("cannot create resource \"jobs\"");
                assertThat(thief.isRefused("create", "token", "default", "-n", namespace))
                        .contains("cannot create resource \"serviceaccounts/token\"");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_schedule_s_token_changes_when_runs_start_and_not_what_they_run(Install install) {
        Thief thief = thief(install, "pvc-snapshotter-schedule");
        List<String> change =
                List.of("patch", "cronjob", "pvc-snapshotter", "-n", install.namespace());
        String container = "{\"name\":\"snapshot\",%s}";
        for (String patch :
                List.of(
                        pod(
                                "\"containers\":[%s]"
                                        .formatted(container.formatted("\"image\":\"evil\""))),
                        pod(
                                "\"containers\":[%s]"
                                        .formatted(container.formatted("\"args\":[\"-h\"]"))),
                        pod("\"serviceAccountName\":\"default\""),
                        pod("\"hostNetwork\":true"),
                        "{\"spec\":{\"concurrencyPolicy\":\"Allow\"}}",
                        "{\"spec\":{\"startingDeadlineSeconds\":null}}",
                        "{\"spec\":{\"successfulJobsHistoryLimit\":0}}",
                        "{\"spec\":{\"failedJobsHistoryLimit\":null}}",
                        "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}",
                        "{\"metadata\":{\"annotations\":{\"a\":\"b\"}}}",
                        "{\"metadata\":{\"finalizers\":[\"a/b\"]}}",
                        "{\"spec\":{\"schedule\":\"1 2 3 4 5\",\"concurrencyPolicy\":\"Allow\"}}")) {
            assertThat(thief.isRefused(with(change, patch))).as(patch).contains(ONLY_THE_SCHEDULE);
        }
        assertThat(
                        thief.isRefused(
                                "apply",
                                "--server-side",
                                "--force-conflicts",
                                "-f",
                                BED.file("image.yaml", anotherImage(install)).toString()))
                .contains(ONLY_THE_SCHEDULE);
        thief.does(
                with(
                        change,
                        "{\"spec\":{\"schedule\":\"1 2 3 4 5\",\"timeZone\":\"Asia/Tokyo\",\"suspend\":true}}"));
        assertThat(thief.isRefused("delete", "cronjob", "pvc-snapshotter"))
                .contains("cannot delete resource \"cronjobs\"");
        assertThat(thief.isRefusedToCreate(snapshot("new", Thief.labels(install.namespace()))))
                .contains("cannot create resource \"volumesnapshots\"");
    }

    private static String anotherImage(Install install) {
        return """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: pvc-snapshotter, namespace: %s}
        spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: snapshot, image: evil}]}}}}}
        """
                .formatted(install.namespace());
    }

    private static String pod(String spec) {
        return "{\"spec\":{\"jobTemplate\":{\"spec\":{\"template\":{\"spec\":{%s}}}}}}"
                .formatted(spec);
    }

    private static String[] with(List<String> words, String patch) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("-p", patch));
        return all.toArray(String[]::new);
    }

    @Test
    void an_instance_of_another_name_is_allowed_by_the_right_to_use_it() {
        Thief thief = thief(Install.SECOND, "pvc-snapshotter");
        String production = snapshot("new", Thief.labels("production"));
        assertThat(thief.isRefusedToCreate(production))
                .contains(
                        "give its account the verb use on instances.pvc-snapshotter.io production");
        BED.kubectl(
                "apply",
                "-f",
                BED.file(
                                "instance.yaml",
                                PAGE.block("instance.yaml")
                                        .replace(
                                                "namespace: pvc-snapshotter",
                                                "namespace: " + BED.namespace()))
                        .toString());
        String file = BED.file("new.yaml", production).toString();
        BED.until(
                "the right is heeded",
                () -> BED.kubectlAnyway(thief.words("create", "-f", file)).contains("created"));
        thief.does("delete", "volumesnapshot", "new");
        assertThat(thief.isRefusedToCreate(snapshot("new", Thief.labels("staging"))))
                .contains("not staging");
    }

    @Test
    void administrators_are_not_concerned() {
        BED.kubectl("label", "volumesnapshot", "made-by-hand", "pvc-snapshotter.io/hold=true");
        BED.kubectl("delete", "volumesnapshot", "--all", "--wait=false");
        BED.kubectl("set", "image", "cronjob/pvc-snapshotter", "snapshot=another");
        BED.kubectl("delete", "cronjob", "pvc-snapshotter");
    }
}
