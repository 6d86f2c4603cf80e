package io.pvcsnapshotter.e2e;

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
import java.util.stream.IntStream;

/**
 * Applications whose pods write the next number into their volume in every second, and a person who
 * may administer their namespace and nothing else.
 */
record Writers(TestBed bed, Path person) {
    private static final String SPEC =
            """
                  terminationGracePeriodSeconds: 1
                  securityContext: {fsGroup: 65532}
                  containers:
                    - name: main
                      image: testbed.local/toolbox:1
                      imagePullPolicy: IfNotPresent
                      command:
                        - sh
                        - -c
                        - i=$(tail -n 1 /data/numbers || echo 0); while :; do i=$((i + 1)); echo $i >> /data/numbers; sleep 1; done
                      readinessProbe: {periodSeconds: 1, exec: {command: [sh, -c, test ! -e /data/broken]}}
                      volumeMounts: [{name: data, mountPath: /data}]
            """;

    static Writers in(TestBed bed) {
        bed.kubectl("apply", "-k", "manifests/components/team-roles");
        bed.kubectl("create", "serviceaccount", "developer");
        bed.kubectl(
                "create",
                "rolebinding",
                "developer",
                "--clusterrole=admin",
                "--serviceaccount=%s:developer".formatted(bed.namespace()));
        return new Writers(bed, bed.kubeconfigOf("developer"));
    }

    /** With claims {@code data-db-0} and so on. */
    void statefulSet(int replicas, String more) {
        bed.apply(
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db}
                spec:
                  replicas: %d
                  serviceName: db
                  %s
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec:
                %s
                  volumeClaimTemplates:
                    - metadata: {name: data}
                      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """
                        .formatted(replicas, more, SPEC.indent(2).stripTrailing()));
        IntStream.range(0, replicas).forEach(each -> untilItWrites("data-db-" + each));
    }

    /** With the claim {@code data}. */
    void deployment() {
        bed.claims("data");
        deploymentOfItsClaim();
    }

    /** With the claim {@code data}, which waits for the pod. */
    void deploymentOf(String storageClass) {
        bed.apply(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data}
                spec:
                  storageClassName: %s
                  accessModes: [ReadWriteOnce]
                  resources: {requests: {storage: 1Gi}}
                """
                        .formatted(storageClass));
        deploymentOfItsClaim();
    }

    private void deploymentOfItsClaim() {
        bed.apply(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 1
                  strategy: {type: Recreate}
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                %s
                        volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
                """
                        .formatted(SPEC.indent(2).stripTrailing()));
        untilItWrites("data");
    }

    void untilItWrites(String claim) {
        bed.until(
                "the application writes into " + claim,
                () -> isBound(claim) && !numbers(claim).isEmpty());
        int size = numbers(claim).size();
        bed.until("it goes on writing", () -> numbers(claim).size() > size + 1);
    }

    private boolean isBound(String claim) {
        return !bed.kubectl(
                        "get",
                        "pvc",
                        claim,
                        "--ignore-not-found",
                        "-o",
                        "jsonpath={.spec.volumeName}")
                .isEmpty();
    }

    /** The lines of the file in a claim's volume. */
    List<String> numbers(String claim) {
        return lines(bed.dataOf(claim).resolve("numbers"));
    }

    static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The pod of that claim is not ready any more. */
    void breakPod(String claim) {
        try {
            Files.writeString(bed.dataOf(claim).resolve("broken"), "");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** A person's mistake. */
    void overwrite(String claim) {
        try {
            Files.writeString(bed.dataOf(claim).resolve("numbers"), "oops\n");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    ProgramRun type(String... arguments) {
        return start(arguments).ended();
    }

    ProgramRun start(String... arguments) {
        List<Object> line = new ArrayList<>(Arrays.asList(arguments));
        line.addAll(List.of("-n", bed.namespace()));
        return bed.program(
                Map.of("KUBECONFIG", person.toString(), "COLUMNS", "80"), line.toArray());
    }

    JsonObject pod(String name) {
        return bed.get("pod", name);
    }

    static String uid(JsonObject object) {
        return object.getAsJsonObject("metadata").get("uid").getAsString();
    }
}
