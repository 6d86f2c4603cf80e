package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Claims with a good snapshot each, and snapshots of somebody else beside them. Whatever goes wrong
 * in a test, afterwards each claim has a good snapshot that is at least as new, and what is
 * somebody else's is as it was.
 */
final class FaultScene implements AfterEachCallback {
    static final String FOREIGN = "somebody-elses";
    private static final Instant SLOT = Instant.now().truncatedTo(ChronoUnit.MINUTES);

    private final TestBed bed;

    /** The newest good one of each claim, by the claim's uid. */
    private final Map<String, JsonObject> good = new HashMap<>();

    private Set<String> foreign = Set.of();

    FaultScene(TestBed bed) {
        this.bed = bed;
    }

    /** Makes claims, and a run an hour ago that took a snapshot of each. */
    void claims(String... names) {
        bed.claims(names);
        bed.apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: %s, labels: {app.kubernetes.io/managed-by: somebody-else}}
                spec: {source: {persistentVolumeClaimName: %s}, volumeSnapshotClassName: testbed}
                """
                        .formatted(FOREIGN, names[0]));
        ProgramRun before = run(-1, configuration(""));
        assertThat(before.exitStatus()).as(before::toString).isZero();
        bed.until(
                "somebody else's snapshot is ready", () -> TestBed.isReady(bed.get("vs", FOREIGN)));
        remember();
    }

    /** What is there now must be there at the end too. */
    void remember() {
        foreign = foreign();
        good.clear();
        good.putAll(newestGood());
    }

    private List<JsonObject> snapshots() {
        return bed.list("volumesnapshot", "--all-namespaces").stream()
                .filter(each -> text(each, "metadata", "namespace").startsWith(bed.namespace()))
                .toList();
    }

    private Set<String> foreign() {
        return snapshots().stream()
                .filter(each -> !isOurs(each))
                .map(each ->
                        text(each, "metadata", "name")
                                + " "
                                + text(each, "metadata", "uid")
                                + " "
                                + text(each, "metadata", "resourceVersion"))
                .collect(Collectors.toSet());
    }

    private Map<String, JsonObject> newestGood() {
        return snapshots().stream()
                .filter(FaultScene::isOurs)
                .filter(TestBed::isReady)
                .filter(each -> !each.getAsJsonObject("metadata").has("deletionTimestamp"))
                .collect(
                        Collectors.toMap(
                                FaultScene::claimUid,
                                each -> each,
                                (one, other) ->
                                        Comparator.comparing(FaultScene::taken).compare(one, other)
                                                        < 0
                                                ? other
                                                : one));
    }

    private static boolean isOurs(JsonObject snapshot) {
        return Optional.ofNullable(snapshot.getAsJsonObject("metadata").getAsJsonObject("labels"))
                .map(each -> each.get("app.kubernetes.io/managed-by"))
                .filter(each -> each.getAsString().equals("pvc-snapshotter"))
                .isPresent();
    }

    private static String claimUid(JsonObject snapshot) {
        return snapshot.getAsJsonObject("metadata")
                .getAsJsonObject("annotations")
                .get("pvc-snapshotter.io/claim-uid")
                .getAsString();
    }

    private static Instant taken(JsonObject snapshot) {
        return Instant.parse(text(snapshot, "status", "creationTime"));
    }

    private static String text(JsonObject object, String part, String key) {
        return object.getAsJsonObject(part).get(key).getAsString();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            return;
        }
        assertThat(foreign()).as("what is somebody else's").isEqualTo(foreign);
        Map<String, JsonObject> now = newestGood();
        good.forEach((claim, before) -> {
            assertThat(now).as("claims with a good snapshot").containsKey(claim);
            assertThat(taken(now.get(claim))).isAfterOrEqualTo(taken(before));
        });
    }

    /** Its retention has settled, so that a run expires what it may. */
    Path configuration(String keys) {
        return bed.configuration("limits { settle = 0h }", keys);
    }

    /** The pod of the Job that the schedule starts that many hours from now. */
    Map<String, String> pod(int hour) {
        return bed.scheduledJob("hour-" + hour, SLOT.plus(hour, ChronoUnit.HOURS));
    }

    /** Starts a scheduled run. */
    ProgramRun run(int hour, Path configuration) {
        return bed.program(pod(hour), "--config", configuration);
    }

    ProgramRun run(int hour, String keys) {
        return run(hour, configuration(keys));
    }

    void useClass(String claim, String snapshotClass) {
        bed.kubectl(
                "annotate",
                "--overwrite",
                "pvc",
                claim,
                "pvc-snapshotter.io/snapshot-class=" + snapshotClass);
    }

    /** The snapshots of the claim that are ours, those of the latest run last. */
    List<JsonObject> snapshotsOf(String claim) {
        return bed.list("volumesnapshot", "-l", "pvc-snapshotter.io/claim=" + claim).stream()
                .sorted(
                        Comparator.comparing(each ->
                                each.getAsJsonObject("metadata")
                                        .getAsJsonObject("annotations")
                                        .get("pvc-snapshotter.io/nominal-time")
                                        .getAsString()))
                .toList();
    }

    /** The name of the newest of them. */
    String latestOf(String claim) {
        return TestBed.name(snapshotsOf(claim).getLast());
    }
}
