package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.plan.Narrowing;
import io.pvcsnapshotter.plan.Planner;
import io.pvcsnapshotter.plan.Survey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** What the next scheduled run would do, what else there is, and the settings that say so. */
record Foreseen(Survey survey, Settings settings) {
    /**
     * Looks at the cluster, and plans.
     *
     * @param configuration empty for the install's own
     * @param then empty for the cluster's time
     */
    static Foreseen of(
            Install install,
            Optional<Path> configuration,
            Narrowing narrowing,
            Optional<Instant> then) {
        InstalledSettings installed = install.settings(configuration);
        Inventory latest = install.cluster().look(installed.reach()).inventory();
        Inventory inventory = then.map(latest::asOf).orElse(latest);
        Run run =
                new Run(
                        installed.instance(),
                        "plan",
                        "plan",
                        inventory.observed(),
                        Run.Trigger.SCHEDULED);
        Settings settings = installed.settings();
        return new Foreseen(new Planner(settings, run, narrowing).survey(inventory), settings);
    }
}
