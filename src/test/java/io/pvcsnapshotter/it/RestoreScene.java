package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A StatefulSet of two, whose second claim has a snapshot and then other data, and two people who
 * have nothing but the team's role for restoring.
 */
record RestoreScene(TestBed bed, Path person, Path colleague) {
    static final String CLAIM = "data-db-1";
    static final String ROLE = "pvc-snapshotter-team-restore";

    static RestoreScene in(TestBed bed) {
        bed.kubectl("apply", "-k", "manifests/components/team-roles");
        return new RestoreScene(bed, personWithTheRole(bed, "one"), personWithTheRole(bed, "two"));
    }

    static Path personWithTheRole(TestBed bed, String name) {
        bed.kubectl("create", "serviceaccount", name);
        bind(bed, name, "--clusterrole=" + ROLE);
        return bed.kubeconfigOf(name);
    }

    static void bind(TestBed bed, String person, String role) {
        bed.kubectl(
                "create",
                "rolebinding",
                person,
                role,
                "--serviceaccount=%s:%s".formatted(bed.namespace(), person));
    }

    /** The StatefulSet; its pods have nothing to run. */
    static void apply(TestBed bed, String more) {
        bed.apply(
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db}
                spec:
                  replicas: 2
                  serviceName: db
                  podManagementPolicy: Parallel
                  %s
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec: {containers: [{name: main, image: nothing}]}
                  volumeClaimTemplates:
                    - metadata: {name: data}
                      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """
                        .formatted(more));
    }

    /**
     * The claim with the file {@code good}, the snapshot of that name, and the file {@code bad}.
     */
    void statefulSet(String more) {
        apply(bed, more);
        bed.until(
                "the claim is bound",
                () ->
                        bed.kubectl(
                                        "get",
                                        "pvc",
                                        CLAIM,
                                        "--ignore-not-found",
                                        "-o",
                                        "jsonpath={.status.phase}")
                                .equals("Bound"));
        write("good");
        bed.snapshot("good", CLAIM);
        write("bad");
    }

    /** The same, but with this class; the copy of what is there is taken with it too. */
    void statefulSetWith(String snapshotClass) {
        statefulSet("");
        bed.kubectl("delete", "volumesnapshot", "good");
        write("good");
        bed.apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: good}
                spec: {volumeSnapshotClassName: %s, source: {persistentVolumeClaimName: %s}}
                """
                        .formatted(snapshotClass, CLAIM));
        bed.until(
                "it is cut",
                () -> bed.get("volumesnapshot", "good").toString().contains("creationTime"));
        write("bad");
    }

    /** Whose copies are ready that long after they are taken. */
    void statefulSetWithSlowCopies(String readyAfter) {
        statefulSetWith(bed.snapshotClass("slow", Map.of("readyAfter", readyAfter)));
        bed.until("it is ready", () -> TestBed.isReady(bed.get("volumesnapshot", "good")));
    }

    Path file() {
        return bed.dataOf(CLAIM).resolve("file");
    }

    void write(String text) {
        try {
            Files.writeString(file(), text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    String uid() {
        return bed.kubectl("get", "pvc", CLAIM, "-o", "jsonpath={.metadata.uid}");
    }

    ProgramRun start(Path who, String... arguments) {
        List<Object> line =
                new ArrayList<>(List.of("restore", CLAIM, "-n", bed.namespace(), "--yes"));
        line.addAll(Arrays.asList(arguments));
        return bed.program(Map.of("KUBECONFIG", who.toString()), line.toArray());
    }

    /** One that has come to a step whose text contains that. */
    ProgramRun startedUntil(String step, String... arguments) {
        ProgramRun run = start(person, arguments);
        bed.until("it is at: " + step, () -> run.hasEnded() || said(run).contains(step));
        return run;
    }

    static String said(ProgramRun run) {
        return String.join(" ", run.out()).replaceAll(" +", " ");
    }

    static void assertEnded(ProgramRun run) {
        assertThat(run.ended().exitStatus()).as(run::toString).isZero();
    }

    void assertAllIsPutAway() {
        assertWorkloadAndClaimAreAsBefore();
        assertThat(bed.get("volumesnapshot", "good").toString())
                .doesNotContain("pvc-snapshotter.io/");
    }

    void assertWorkloadAndClaimAreAsBefore() {
        JsonObject set = bed.get("statefulset", "db");
        assertThat(set.getAsJsonObject("spec").get("replicas").getAsInt()).isEqualTo(2);
        assertThat(set.toString()).doesNotContain("pvc-snapshotter.io/restore");
        assertThat(bed.get("pvc", CLAIM).getAsJsonObject("metadata").get("finalizers").toString())
                .doesNotContain("pvc-snapshotter.io");
    }
}
