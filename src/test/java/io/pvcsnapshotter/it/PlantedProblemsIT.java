package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One cluster in which everything is wrong at once, and one screen that names all of it. */
class PlantedProblemsIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    @RegisterExtension final FaultScene scene = new FaultScene(BED);

    private static void snapshot(String name, String claim, String more) {
        BED.apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: %s, annotations: {pvc-snapshotter.io/claim-uid: planted}%s}
                spec: {source: {persistentVolumeClaimName: %s}, volumeSnapshotClassName: testbed}
                """
                        .formatted(name, more, claim));
    }

    private ProgramRun status(Path configuration, String... more) {
        return BED.program(
                        Map.of(),
                        Stream.concat(
                                        Stream.of(
                                                "status",
                                                "--config",
                                                configuration,
                                                "--install-namespace",
                                                BED.namespace()),
                                        Stream.of(more))
                                .toArray())
                .ended();
    }

    private Path settling() {
        return BED.file(
                "settling.conf",
                """
                limits { settle = 24h }
                policies = [
                  { name = all
                    select { namespaces = ["%1$s"], claims = ["*", "!in-no-policy", "!dropped"] }
                    wait { timeout = 5s }
                    retain { last = 1 } },
                  { name = empty, select { namespaces = ["%1$s-none"] } }
                ]
                """
                        .formatted(BED.namespace()));
    }

    @Test
    void fifteen_problems_are_found_and_named() {
        String never = BED.snapshotClass("never", Map.of("never", "true"));
        scene.claims("data", "slow", "wrong-class", "dropped", "gone", "anew", "settling", "stuck");
        assertThat(scene.run(0, scene.configuration("")).exitStatus()).isZero();
        scene.useClass("slow", never);
        assertThat(scene.run(1, scene.configuration("wait.timeout = 5s")).exitStatus())
                .isEqualTo(75);
        BED.claims("untaken", "opted-out", "in-no-policy", "wrong-policy");
        scene.useClass("wrong-class", "no-such-class");
        annotate("opted-out", "pvc-snapshotter.io/snapshot=false");
        annotate("wrong-policy", "pvc-snapshotter.io/policy=no-such-policy");
        BED.kubectl("delete", "pvc", "gone");
        BED.kubectl("delete", "pvc", "anew");
        BED.claims("anew");
        BED.kubectl(
                "patch",
                "volumesnapshot",
                oldestOf("stuck"),
                "--type=merge",
                "-p",
                "{\"metadata\":{\"finalizers\":[\"example.com/held\"]}}");
        BED.kubectl("delete", "volumesnapshot", "--wait=false", oldestOf("stuck"));
        snapshot(
                "others",
                "data",
                ", labels: {app.kubernetes.io/managed-by: pvc-snapshotter, pvc-snapshotter.io/instance: elsewhere}");
        snapshot(
                "copy",
                "data",
                ", labels: {app.kubernetes.io/managed-by: pvc-snapshotter, pvc-snapshotter.io/instance: %s}"
                        .formatted(BED.namespace()));
        BED.apply(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: pending}
                spec:
                  storageClassName: no-such-storage-class
                  accessModes: [ReadWriteOnce]
                  resources: {requests: {storage: 1Gi}}
                """);
        scene.remember();

        BED.until(
                "the slow ones have had their time",
                () -> status(settling(), "--claim", "slow").toString().contains("is not ready"));
        ProgramRun status = status(settling(), "-n", BED.namespace());
        assertThat(status.exitStatus()).as(status::toString).isZero();
        List<String> lines = status.out().stream().map(each -> each.replaceAll(" +", " ")).toList();
        named(lines, "slow", "is not ready: taken at");
        named(lines, "untaken", "no snapshot is ready");
        named(lines, "wrong-class", "the snapshot class no-such-class does not exist");
        named(lines, "wrong-policy", "names the policy \"no-such-policy\", which does not exist");
        named(lines, "opted-out", "remove it to have snapshots again");
        named(lines, "in-no-policy", "no run takes any");
        named(lines, "dropped", "what it has stays, and no run takes more");
        named(lines, "gone", "the claim is gone");
        named(lines, "anew", "of an earlier claim of the name");
        named(lines, "pending", "it is not bound to a volume");
        named(lines, "stuck", "1 being deleted");
        named(lines, "data", "1 of other installs");
        assertThat(lines)
                .anyMatch(each -> each.contains("/settling: retention changed: "))
                .anyMatch(each -> each.matches(".*/copy is not ours: .*"))
                .anyMatch(each -> each.startsWith("No run starts by itself"));
        assertThat(lines.get(2)).as("the worst is first").contains("no snapshot is ready");
        BED.kubectl(
                "patch",
                "volumesnapshot",
                oldestOf("stuck"),
                "--type=merge",
                "-p",
                "{\"metadata\":{\"finalizers\":null}}");
    }

    private String oldestOf(String claim) {
        return TestBed.name(scene.snapshotsOf(claim).getFirst());
    }

    private static void annotate(String claim, String annotation) {
        BED.kubectl("annotate", "pvc", claim, annotation);
    }

    private static void named(List<String> lines, String claim, String words) {
        assertThat(lines)
                .anyMatch(each ->
                        each.startsWith("%s/%s ".formatted(BED.namespace(), claim))
                                && each.contains(words));
    }
}
