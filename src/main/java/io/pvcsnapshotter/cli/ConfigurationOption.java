package io.pvcsnapshotter.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A configuration that is not the install's. */
final class ConfigurationOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The configuration. Default: the mounted ConfigMap in a pod, else the ConfigMap"
                            + " pvc-snapshotter of the install's namespace.")
    private Path file;

    Optional<Path> file() {
        return Optional.ofNullable(file);
    }
}
