package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.Connection;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the cluster and the install in it are: the same for every command. */
final class ClusterOptions {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "The cluster. Default: $KUBECONFIG, the pod's service account, ~/.kube/config.")
    private Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "Context of the kubeconfig.")
    private String context;

    @Option(
            names = "--install-namespace",
            paramLabel = "NAME",
            description =
                    "Where pvc-snapshotter is installed. Default: the pod's namespace, else pvc-snapshotter.")
    private String installNamespace;

    Connection connection() {
        return new Connection(
                Optional.ofNullable(kubeconfig),
                Optional.ofNullable(context),
                "pvc-snapshotter/" + Version.current());
    }

    /** The options that lead to the same cluster again, for a command that a person is shown. */
    String again() {
        return (kubeconfig == null
                        ? ""
                        : " --kubeconfig " + ShellWords.quoted(kubeconfig.toString()))
                + (context == null ? "" : " --context " + ShellWords.quoted(context));
    }

    Optional<String> installNamespace() {
        return Optional.ofNullable(installNamespace);
    }
}
