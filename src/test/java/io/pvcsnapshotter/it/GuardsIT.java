package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.docs.Page;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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

    private static final Page PAGE = new Page("install.md");

    /** Of two installs in one cluster. */
    enum Install {
        DEFAULT,
        SECOND;

        String namespace() {
            return this == DEFAULT ? "pvc-snapshotter" : BED.namespace();
        }
    }

    /** A person's kubectl, with a stolen token. */
    private record Thief(Path kubeconfig) {
        static Thief of(Install install, String account) {
            return new Thief(BED.kubeconfigOf(install.namespace(), account));
        }

        private String[] words(String... arguments) {
            return Stream.concat(
                            Stream.of("--kubeconfig", kubeconfig.toString()),
                            Arrays.stream(arguments))
                    .toArray(String[]::new);
        }

        String does(String... arguments) {
            return BED.kubectl(words(arguments));
        }

        String isRefused(String... arguments) {
            return BED.refused(words(arguments));
        }

        /**
         * @param what a JSON object
         */
        String isRefusedToCreate(String what) {
            Path file = BED.file("stolen.json", what);
            return isRefused("create", "-f", file.toString());
        }

        /** A bare request, which kubectl would not send without other rights. */
        String isRefusedToPost(String path) {
            Path file = BED.file("nothing.json", "{}");
            return isRefused("create", "--raw", path, "-f", file.toString());
        }
    }

    @BeforeEach
    void install() {
        BED.kubectl("apply", "-k", "manifests");
        BED.kubectl("apply", "-k", second().toString());
        BED.kubectl("create", "secret", "generic", "password", "--from-literal=a=b");
        BED.claims("data");
        for (Install each : Install.values()) {
            BED.apply(snapshot("of-" + each.name().toLowerCase(), labels(each.namespace())));
        }
        BED.apply(snapshot("of-another-tool", "{app.kubernetes.io/managed-by: another-tool}"));
        BED.apply(snapshot("made-by-hand", "{}"));
        Thief thief = Thief.of(Install.SECOND, "pvc-snapshotter");
        BED.until(
                "the guards are heeded",
                () ->
                        !BED.kubectlAnyway(
                                        thief.words(
                                                "delete",
                                                "volumesnapshot",
                                                "made-by-hand",
                                                "--dry-run=server"))
                                .contains("deleted"));
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

    private static String labels(String instance) {
        return "{app.kubernetes.io/managed-by: pvc-snapshotter, pvc-snapshotter.io/instance: %s}"
                .formatted(instance);
    }

    private static String snapshot(String name, String labels) {
        return snapshot(name, labels, "persistentVolumeClaimName: data");
    }

    private static String snapshot(String name, String labels, String source) {
        return """
        apiVersion: snapshot.storage.k8s.io/v1
        kind: VolumeSnapshot
        metadata: {name: %s, namespace: %s, labels: %s}
        spec: {source: {%s}}
        """
                .formatted(name, BED.namespace(), labels, source);
    }

    @ParameterizedTest
    @EnumSource
    void a_run_s_token_deletes_its_own_snapshots_and_no_others(Install install) {
        Thief thief = Thief.of(install, "pvc-snapshotter");
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
        Thief thief = Thief.of(install, "pvc-snapshotter");
        String own = labels(install.namespace());
        assertThat(thief.isRefusedToCreate(snapshot("new", "{}"))).contains(ONLY_ITS_OWN);
        assertThat(thief.isRefusedToCreate(snapshot("new", labels("another"))))
                .contains(
                        "pvc-snapshotter.io/instance=%s, not another"
                                .formatted(install.namespace()));
        assertThat(
                        thief.isRefusedToCreate(
                                snapshot("new", own, "volumeSnapshotContentName: of-a-secret")))
                .contains("may create snapshots of claims only");
        thief.does("create", "-f", BED.file("own.yaml", snapshot("new", own)).toString());
        assertThat(BED.snapshotNames()).contains("new");
    }

    @Test
    void neither_token_does_anything_else() {
        for (Install each : Install.values()) {
            changesNoSnapshot(each);
            readsNoSecretAndStartsOrEntersNoPod(each);
        }
    }

    private static void changesNoSnapshot(Install install) {
        Thief thief = Thief.of(install, "pvc-snapshotter");
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
            Thief thief = Thief.of(install, account);
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
        Thief thief = Thief.of(install, "pvc-snapshotter-schedule");
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
        assertThat(thief.isRefusedToCreate(snapshot("new", labels(install.namespace()))))
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
        Thief thief = Thief.of(Install.SECOND, "pvc-snapshotter");
        String production = snapshot("new", labels("production"));
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
        assertThat(thief.isRefusedToCreate(snapshot("new", labels("staging"))))
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
