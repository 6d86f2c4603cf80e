package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody sees who has lost data, and who may read two kinds of objects of one namespace. */
class SnapshotsIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    private static final String ALL_RIGHTS = "[persistentvolumeclaims]";

    private Path kubeconfig;

    @BeforeEach
    void developer() {
        rights(ALL_RIGHTS);
        BED.kubectl("create", "serviceaccount", "developer");
        BED.kubectl(
                "create",
                "rolebinding",
                "developer",
                "--role=developer",
                "--serviceaccount=%s:developer".formatted(BED.namespace()));
        kubeconfig = BED.kubeconfigOf("developer");
    }

    private static void rights(String coreResources) {
        BED.apply(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: developer}
                rules:
                  - {apiGroups: [snapshot.storage.k8s.io], resources: [volumesnapshots], verbs: [get, list]}
                  - {apiGroups: [""], resources: %s, verbs: [get, list]}
                """
                        .formatted(coreResources));
    }

    /** In the namespace of the kubeconfig's context, because none is named. */
    private ProgramRun snapshots(String... arguments) {
        return BED.program(
                        Map.of("KUBECONFIG", kubeconfig.toString(), "TZ", "Europe/Berlin"),
                        Stream.concat(Stream.of("snapshots"), Stream.of(arguments)).toArray())
                .ended();
    }

    private static void take(String job) {
        ProgramRun run =
                BED.program(
                        BED.scheduledJob(job, Instant.now().truncatedTo(ChronoUnit.MINUTES)),
                        "--config",
                        BED.policy(""));
        assertThat(run.exitStatus()).as(run::toString).isZero();
    }

    private static void takeByHand(String name) {
        BED.apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: %s, labels: {pvc-snapshotter.io/hold: before-upgrade}}
                spec: {source: {persistentVolumeClaimName: data}, volumeSnapshotClassName: testbed}
                """
                        .formatted(name));
        BED.until("it is ready", () -> TestBed.isReady(BED.get("vs", name)));
    }

    private static List<JsonObject> entries(ProgramRun run) {
        return JsonParser.parseString(String.join("\n", run.out()))
                .getAsJsonObject()
                .getAsJsonArray("snapshots")
                .asList()
                .stream()
                .map(each -> each.getAsJsonObject())
                .toList();
    }

    /** Claim made, snapshotted, deleted, and made anew by nobody and then by somebody. */
    @Test
    void a_claim_that_was_deleted_and_made_anew_is_found_with_nothing_but_the_two_rights() {
        BED.claims("data");
        take("first");
        takeByHand("by-hand");
        ProgramRun living = snapshots("data");
        assertThat(living.exitStatus()).as(living::toString).isZero();
        assertThat(living.out())
                .hasSize(5)
                .first()
                .asString()
                .matches(
                        "TAKEN \\(Europe/Berlin\\) +AGE +SIZE +READY +KEPT +CLAIM +MADE BY +SNAPSHOT");
        assertThat(living.out())
                .anyMatch(each ->
                        each.matches(".* 1Gi +yes +held: before-upgrade +this one +hand +by-hand"))
                .anyMatch(each ->
                        each.matches(
                                ".* 1Gi +yes +this one +schedule of %s +data-\\d{8}-\\d{6}-\\w{8}"
                                        .formatted(BED.namespace())))
                .anyMatch(each ->
                        each.matches("2 ready\\. The claim of today .* has all of them\\."));
        assertThat(living.out().getLast())
                .matches(
                        "Next: pvc-snapshotter restore data -n %s --before \"20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d\" --in-place"
                                .formatted(BED.namespace()));

        BED.kubectl("delete", "pvc", "data");
        ProgramRun gone = snapshots("data", "-n", BED.namespace());
        assertThat(gone.exitStatus()).as(gone::toString).isZero();
        assertThat(gone.out())
                .contains("2 ready. There is no claim of this name now.")
                .last()
                .asString()
                .endsWith(" --in-place");
        assertThat(entries(snapshots("data", "-o", "json")))
                .allMatch(each -> each.get("of").getAsString().equals("earlier"));

        BED.claims("data");
        ProgramRun anew = snapshots("data");
        assertThat(anew.out())
                .anyMatch(each -> each.matches("2 ready\\. The claim of today .* and has none\\."))
                .anyMatch(each -> each.contains(" gone by "));
    }

    @Test
    void what_it_proposes_brings_a_claim_back_that_is_gone() throws IOException {
        BED.claims("data");
        Files.writeString(BED.dataOf("data").resolve("file"), "precious");
        take("first");
        BED.kubectl("delete", "pvc", "data");
        String next = snapshots("data").out().getLast();
        BED.shell(
                "TZ=Europe/Berlin %s --yes"
                        .formatted(
                                next.replaceFirst(
                                        "Next: pvc-snapshotter",
                                        "target/dist/bin/pvc-snapshotter")));
        assertThat(BED.dataOf("data").resolve("file")).hasContent("precious");
        assertThat(snapshots("data").out())
                .anyMatch(each ->
                        each.matches("1 ready\\. The claim of today .* has all of them\\."));
    }

    @Test
    void one_that_does_not_become_ready_says_why() {
        BED.claims("data");
        String never = BED.snapshotClass("never", Map.of("never", "true"));
        BED.apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: slow}
                spec: {source: {persistentVolumeClaimName: data}, volumeSnapshotClassName: %s}
                """
                        .formatted(never));
        BED.until(
                "it is taken", () -> BED.get("vs", "slow").toString().contains("\"creationTime\""));
        ProgramRun run = snapshots("data");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.out())
                .anyMatch(each -> each.startsWith("slow is not ready: taken at "))
                .last()
                .asString()
                .startsWith("None is ready, 1 not.");
    }

    @Test
    void a_name_that_nobody_knows_is_64_with_the_nearest_one() {
        BED.claims("data");
        ProgramRun run = snapshots("dta");
        assertThat(run.exitStatus()).isEqualTo(64);
        assertThat(run.toString())
                .contains(
                        "In namespace %s there is neither a claim dta nor a snapshot of one (did you mean data?)"
                                .formatted(BED.namespace()));
    }

    @Test
    void without_one_of_the_two_rights_it_names_the_right_and_who_gives_it() {
        BED.claims("data");
        rights("[pods]");
        ProgramRun run = snapshots("data");
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(77);
        assertThat(run.toString())
                .contains("cannot list resource", "persistentvolumeclaims", "team-roles");
        assertThat(Files.exists(Path.of("manifests/components/team-roles"))).isTrue();
    }
}
