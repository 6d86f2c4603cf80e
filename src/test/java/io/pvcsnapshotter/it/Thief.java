package io.pvcsnapshotter.it;

import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Somebody's kubectl, with the token of an account of ours that he has stolen. */
record Thief(TestBed bed, Path kubeconfig) {
    static Thief of(TestBed bed, String namespace, String account) {
        return new Thief(bed, bed.kubeconfigOf(namespace, account));
    }

    String[] words(String... arguments) {
        return Stream.concat(
                        Stream.of("--kubeconfig", kubeconfig.toString()), Arrays.stream(arguments))
                .toArray(String[]::new);
    }

    String does(String... arguments) {
        return bed.kubectl(words(arguments));
    }

    String isRefused(String... arguments) {
        return bed.refused(words(arguments));
    }

    /**
     * @param what an object, as YAML
     */
    String creates(String what) {
        return does("create", "-f", bed.file("stolen.yaml", what).toString());
    }

    /**
     * @param what an object, as YAML
     */
    String isRefusedToCreate(String what) {
        return isRefused("create", "-f", bed.file("stolen.yaml", what).toString());
    }

    /** A bare request, which kubectl would not send without other rights. */
    String isRefusedToPost(String path) {
        Path file = bed.file("nothing.json", "{}");
        return isRefused("create", "--raw", path, "-f", file.toString());
    }

    /** Waits until the guards are heeded, which refuse this. Nothing is done meanwhile. */
    void untilRefused(String... arguments) {
        String[] words =
                Stream.concat(Arrays.stream(words(arguments)), Stream.of("--dry-run=server"))
                        .toArray(String[]::new);
        bed.until("the guards are heeded", () -> bed.kubectlAnyway(words).isEmpty());
    }

    /** An Event about a claim, or what else there is. */
    static String event(String namespace, String controller, String kind) {
        return """
        apiVersion: events.k8s.io/v1
        kind: Event
        metadata: {name: event-%d, namespace: %s}
        eventTime: "2026-01-01T00:00:00.000000Z"
        reportingController: %s
        reportingInstance: any
        type: Warning
        reason: Failed
        action: Fail
        note: all is lost
        regarding: {apiVersion: v1, kind: %s, name: data, namespace: %2$s}
        """
                .formatted(System.nanoTime(), namespace, controller, kind);
    }

    /** A snapshot of the claim {@code data}, with the labels of the program. */
    static String snapshot(String name, String namespace, String instance) {
        return snapshot("name: " + name, namespace, labels(instance), "");
    }

    /**
     * @param metadata more of it, which begins with a comma
     */
    static String snapshot(String name, String namespace, String labels, String metadata) {
        return """
        apiVersion: snapshot.storage.k8s.io/v1
        kind: VolumeSnapshot
        metadata: {%s, namespace: %s, labels: %s%s}
        spec: {source: {persistentVolumeClaimName: data}}
        """
                .formatted(name, namespace, labels, metadata);
    }

    /** All labels that a run gives to its snapshots. */
    static String labels(String instance) {
        return """
        {app.kubernetes.io/managed-by: pvc-snapshotter, pvc-snapshotter.io/instance: %s, pvc-snapshotter.io/claim: data,
         pvc-snapshotter.io/policy: all, pvc-snapshotter.io/job: job, pvc-snapshotter.io/trigger: scheduled}\
        """
                .formatted(instance);
    }

    /** A change of the CronJob that starts another image. */
    static final String EVIL_IMAGE =
            "{\"spec\":{\"jobTemplate\":{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"snapshot\",\"image\":\"evil\"}]}}}}}}";
}
