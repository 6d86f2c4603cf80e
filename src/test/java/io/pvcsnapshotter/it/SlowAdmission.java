package io.pvcsnapshotter.it;

import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Lets the API server wait for two seconds before it does what it is asked for: by a webhook that
 * never answers, and that may fail.
 */
final class SlowAdmission implements AutoCloseable {
    private final TestBed bed;
    private final String name;
    private final ServerSocket silent;

    /**
     * @param operation CREATE or DELETE, of snapshots in the test's namespace
     */
    SlowAdmission(TestBed bed, String operation) {
        this.bed = bed;
        this.name = bed.namespace() + ".slow.example.com";
        try {
            silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        bed.apply(
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: %1$s}
                webhooks:
                  - name: %1$s
                    admissionReviewVersions: [v1]
                    sideEffects: None
                    failurePolicy: Ignore
                    timeoutSeconds: 2
                    clientConfig: {url: "https://127.0.0.1:%2$d/"}
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %3$s}}
                    rules:
                      - apiGroups: [snapshot.storage.k8s.io]
                        apiVersions: ["*"]
                        resources: [volumesnapshots]
                        operations: [%4$s]
                """
                        .formatted(name, silent.getLocalPort(), bed.namespace(), operation));
        awaitEffect(operation);
    }

    /** The API server takes notice of a webhook some time after it was made. */
    private void awaitEffect(String operation) {
        bed.until(
                "the API server is slow",
                () -> {
                    long begun = System.nanoTime();
                    if (operation.equals("CREATE")) {
                        bed.kubectlAnyway("create", "--dry-run=server", "-f", probe().toString());
                    } else {
                        bed.kubectlAnyway("delete", "vs", FaultScene.FOREIGN, "--dry-run=server");
                    }
                    return System.nanoTime() - begun > 1_500_000_000L;
                });
    }

    private java.nio.file.Path probe() {
        return bed.file(
                "probe.yaml",
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: probe}
                spec: {source: {persistentVolumeClaimName: probe}}
                """);
    }

    @Override
    public void close() {
        bed.kubectl("delete", "validatingwebhookconfiguration", name);
        try {
            silent.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
