package io.pvcsnapshotter.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What tests need in the cluster and in files: claims, classes, Jobs, configurations. */
abstract class Fixtures extends Kubectl {
    /** Makes claims and waits until they are bound. */
    public void claims(String... names) {
        apply(
                Arrays.stream(names)
                        .map(each ->
                                """
                                apiVersion: v1
                                kind: PersistentVolumeClaim
                                metadata: {name: %s}
                                spec:
                                  accessModes: [ReadWriteOnce]
                                  resources: {requests: {storage: 1Gi}}
                                """
                                        .formatted(each))
                        .collect(Collectors.joining("---\n")));
        List<String> wait =
                new ArrayList<>(
                        List.of(
                                "wait",
                                "--for=jsonpath={.status.phase}=Bound",
                                "--timeout=60s",
                                "persistentvolumeclaim"));
        wait.addAll(Arrays.asList(names));
        kubectl(wait.toArray(String[]::new));
    }

    /** The folder with the files of a claim that is bound. */
    public Path dataOf(String claim) {
        String volume = kubectl("get", "pvc", claim, "-o", "jsonpath={.spec.volumeName}");
        String handle = kubectl("get", "pv", volume, "-o", "jsonpath={.spec.csi.volumeHandle}");
        return bed().state().resolve("volumes").resolve(handle).resolve("data");
    }

    /** Takes a snapshot, as a person does, and waits until it is ready. */
    public void snapshot(String name, String claim) {
        apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: %s}
                spec: {source: {persistentVolumeClaimName: %s}}
                """
                        .formatted(name, claim));
        kubectl(
                "wait",
                "--for=jsonpath={.status.readyToUse}=true",
                "--timeout=60s",
                "volumesnapshot/" + name);
    }

    /**
     * Makes a class of the test bed's driver.
     *
     * @param lines more of it, in YAML
     */
    public String storageClass(String name, String lines) {
        String full = namespace() + "-" + name;
        apply(
                """
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: %s}
                provisioner: csi.testbed.pvc-snapshotter.io
                %s
                """
                        .formatted(full, lines));
        return full;
    }

    /**
     * Makes a snapshot class of the test bed's driver. It stays, since the driver needs it to
     * delete snapshots.
     *
     * @param faults parameters, which choose how the driver behaves
     * @return its name, which is unlike that of any other test
     */
    public String snapshotClass(String name, Map<String, String> faults) {
        String full = namespace() + "-" + name;
        String parameters =
                faults.entrySet().stream()
                        .map(each -> "  %s: \"%s\"\n".formatted(each.getKey(), each.getValue()))
                        .collect(Collectors.joining());
        apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshotClass
                metadata: {name: %s}
                driver: csi.testbed.pvc-snapshotter.io
                deletionPolicy: Delete
                """
                                .formatted(full)
                        + (parameters.isEmpty() ? "" : "parameters:\n" + parameters));
        return full;
    }

    /**
     * Makes a Job as the CronJob controller does for a slot of the schedule.
     *
     * @return what the manifests put into the environment of its pod
     */
    public Map<String, String> scheduledJob(String name, Instant slot) {
        return job(name, "batch.kubernetes.io/cronjob-scheduled-timestamp: \"%s\"".formatted(slot));
    }

    /** Makes a Job as {@code kubectl create job --from=cronjob/...} does. */
    public Map<String, String> manualJob(String name) {
        return job(name, "cronjob.kubernetes.io/instantiate: manual");
    }

    private Map<String, String> job(String name, String annotation) {
        apply(
                """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: %s
                  annotations: {%s}
                spec:
                  activeDeadlineSeconds: 7200
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: snapshot, image: nothing}]
                """
                        .formatted(name, annotation));
        until(
                "the Job has started",
                () -> get("job", name).getAsJsonObject("status").has("startTime"));
        String uid = get("job", name).getAsJsonObject("metadata").get("uid").getAsString();
        return Map.of("POD_NAMESPACE", namespace(), "JOB_NAME", name, "JOB_UID", uid);
    }

    /** A file that lasts as long as the test. */
    public Path file(String name, String text) {
        try {
            return Files.writeString(folder().resolve(name), text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * A kustomization that lasts as long as the test.
     *
     * @param text in which {@code CHECKOUT} stands for the path of this checkout
     * @return its folder
     */
    public Path kustomization(String text) {
        try {
            Path own = Files.createTempDirectory(folder(), "kustomization").toRealPath();
            Path checkout = own.relativize(Bed.CHECKOUT.toRealPath());
            Files.writeString(
                    own.resolve("kustomization.yaml"),
                    text.replace("CHECKOUT", checkout.toString()));
            return own;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What kustomize makes of a folder, whose path may start in this checkout. */
    public Rendered rendered(Path kustomization) {
        return new Rendered(kubectl("kustomize", kustomization.toString()));
    }

    /**
     * A configuration for the claims of the test's namespace only, whose one policy has these keys.
     */
    public Path policy(String keys) {
        return configuration("", keys);
    }

    public Path configuration(String settings, String keys) {
        return file(
                "snapshotter.conf",
                """
                %s
                policies = [ { name = all
                  select { namespaces = ["%s"] }
                  requireMatch = false
                  %s
                } ]
                """
                        .formatted(settings, namespace(), keys));
    }
}
