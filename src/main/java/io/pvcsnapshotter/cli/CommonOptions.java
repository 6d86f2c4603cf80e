package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.InstallObjects;
import io.pvcsnapshotter.config.Configuration;
import io.pvcsnapshotter.config.ConfigurationReader;
import io.pvcsnapshotter.model.ConfigMap;
import io.pvcsnapshotter.model.ObjectName;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the cluster and the configuration are. */
final class CommonOptions extends ClusterOptions {
    private static final Path MOUNTED = Path.of("/etc/pvc-snapshotter/snapshotter.conf");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The configuration. Default: the mounted ConfigMap in a pod, else the ConfigMap"
                            + " pvc-snapshotter of the install's namespace.")
    private Path config;

    /** Reads the configuration; what is odd but not wrong in it is logged. */
    Configuration configuration(Environment environment, InstallObjects cluster) {
        Configuration read = read(environment, cluster);
        warn(read);
        return read;
    }

    private Configuration read(Environment environment, InstallObjects cluster) {
        if (config != null) {
            return ConfigurationReader.read(config);
        }
        if (environment.isPod()) {
            return ConfigurationReader.read(MOUNTED);
        }
        ObjectName name = new ObjectName(installNamespace(environment), CONFIG_MAP);
        ConfigMap configMap =
                cluster.configMap(name)
                        .orElseThrow(() ->
                                new NotInstalledException(
                                        "There is no configuration: no --config FILE is given, and the cluster has no"
                                                + " ConfigMap %s. Install one with kubectl apply -k config, or name"
                                                        .formatted(name)
                                                + " the right --install-namespace."));
        return ConfigurationReader.read(configMap.toString(), configMap.data());
    }
}
