package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.Cluster;
import io.pvcsnapshotter.cluster.Connection;
import io.pvcsnapshotter.config.Configuration;
import io.pvcsnapshotter.config.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Where the cluster and the install in it are: the same for every command. */
class ClusterOptions {
    /** Of the install: what the user edits. */
    static final String CONFIG_MAP = "pvc-snapshotter";

    private static final Logger LOG = LoggerFactory.getLogger(ClusterOptions.class);

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

    final Cluster cluster(Environment environment) {
        return connection().open(environment.variables());
    }

    /**
     * @param patience for all requests together
     */
    final Cluster cluster(Environment environment, Duration patience) {
        return connection().open(environment.variables(), patience);
    }

    private Connection connection() {
        return new Connection(
                Optional.ofNullable(kubeconfig),
                Optional.ofNullable(context),
                "pvc-snapshotter/" + Version.current());
    }

    final String installNamespace(Environment environment) {
        return Optional.ofNullable(installNamespace)
                .or(environment::namespace)
                .orElse("pvc-snapshotter");
    }

    /** Logs what is odd but not wrong. */
    static void warn(Configuration configuration) {
        for (Problem each : configuration.warnings()) {
            LOG.atWarn().addKeyValue("reason", each).log("The configuration is odd");
        }
    }
}
