package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.Cluster;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Planner;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a plan is made from, and how it is shown. */
final class PlanningOptions {
    @Mixin private CommonOptions options;

    @Mixin private NarrowingOptions narrowing;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Output output = Output.table;

    /** What the next scheduled run would do, and the configuration that says so. */
    record Foreseen(Plan plan, Settings settings) {}

    /**
     * @param then empty for the cluster's time
     */
    Foreseen foresee(Environment environment, Optional<Instant> then) {
        Cluster cluster = options.cluster(environment);
        Settings settings = options.configuration(environment, cluster).settings();
        String namespace = options.installNamespace(environment);
        Inventory latest = cluster.look(Scopes.of(settings, namespace)).inventory();
        Inventory inventory = then.map(latest::asOf).orElse(latest);
        Run run =
                new Run(
                        settings.instance().orElse(namespace),
                        "plan",
                        "plan",
                        inventory.observed(),
                        Run.Trigger.SCHEDULED);
        return new Foreseen(
                new Planner(settings, run, narrowing.narrowing()).foresee(inventory), settings);
    }

    Output output() {
        return output;
    }
}
