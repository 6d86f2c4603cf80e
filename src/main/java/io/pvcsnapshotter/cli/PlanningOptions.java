package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.plan.Narrowing;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a plan is made from, and how it is shown. */
final class PlanningOptions {
    @Mixin private ClusterOptions cluster;

    @Mixin private ConfigurationOption configuration;

    @Mixin private NarrowingOptions narrowing;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Output output = Output.table;

    ClusterOptions cluster() {
        return cluster;
    }

    Optional<Path> configuration() {
        return configuration.file();
    }

    Narrowing narrowing() {
        return narrowing.narrowing();
    }

    Output output() {
        return output;
    }
}
