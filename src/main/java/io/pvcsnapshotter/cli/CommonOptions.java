package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.Cluster;
import io.pvcsnapshotter.cluster.Connection;
import io.pvcsnapshotter.config.Configuration;
import io.pvcsnapshotter.config.ConfigurationReader;
import io.pvcsnapshotter.config.Problem;
import io.pvcsnapshotter.model.ObjectName;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Where the cluster and the configuration are: the same for every command. */
final class CommonOptions {
    private static final Logger LOG = LoggerFactory.getLogger(CommonOptions.class);
    private static final String CONFIG_MAP = "pvc-snapshotter";
    private static final Path MOUNTED = Path.of("/etc/pvc-snapshotter/snapshotter.conf");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The configuration. Default: the mounted ConfigMap in a pod, else the ConfigMap"
                            + " pvc-snapshotter of the install's namespace.")
    private Path config;

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

    Cluster cluster(Environment environment) {
        return new Connection(
                        Optional.ofNullable(kubeconfig),
                        Optional.ofNullable(context),
                        "pvc-snapshotter/" + Version.current())
                .open(environment.variables());
    }

    String installNamespace(Environment environment) {
        return Optional.ofNullable(installNamespace)
                .or(environment::namespace)
                .orElse("pvc-snapshotter");
    }

    /** Reads the configuration; what is odd but not wrong in it is logged. */
    Configuration configuration(Environment environment, Cluster cluster) {
        Configuration read = read(environment, cluster);
        for (Problem each : read.warnings()) {
            LOG.atWarn().addKeyValue("reason", each).log("The configuration is odd");
        }
        return read;
    }

    private Configuration read(Environment environment, Cluster cluster) {
        if (config != null) {
            return ConfigurationReader.read(config);
        }
        if (environment.isPod()) {
            return ConfigurationReader.read(MOUNTED);
        }
        ObjectName name = new ObjectName(installNamespace(environment), CONFIG_MAP);
        Map<String, String> data =
                cluster.configMap(name)
                        .orElseThrow(() ->
                                new UsageException(
                                        "There is no configuration: no --config FILE is given, and the cluster has no"
                                                + " ConfigMap %s. Install one with kubectl apply -k config, or name"
                                                        .formatted(name)
                                                + " the right --install-namespace."));
        return ConfigurationReader.read("ConfigMap " + name, data);
    }
}
