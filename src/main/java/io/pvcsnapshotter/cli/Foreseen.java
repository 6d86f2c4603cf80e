package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Planner;
import java.time.Instant;
import java.util.Optional;

/** What the next scheduled run would do, and the settings that say so. */
record Foreseen(Plan plan, Settings settings) {
    /**
     * Looks at the cluster, and plans.
     *
     * @param then empty for the cluster's time
     */
    static Foreseen of(Environment environment, PlanningOptions options, Optional<Instant> then) {
        Install install = Install.of(environment, options.cluster());
        InstalledSettings installed = install.settings(options.configuration());
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
        Plan plan = new Planner(settings, run, options.narrowing()).foresee(inventory);
        return new Foreseen(plan, settings);
    }
}
