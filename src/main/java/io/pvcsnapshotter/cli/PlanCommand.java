package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.Cluster;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Planner;
import io.pvcsnapshotter.report.PlanJson;
import io.pvcsnapshotter.report.PlanTable;
import io.pvcsnapshotter.report.PlanVerdict;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code plan}: what a scheduled run would do now, and why. Reads only. */
@Command(
        name = "plan",
        description =
                "Show what the next scheduled run would take, keep and expire, and why. Writes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class PlanCommand implements Callable<Integer> {
    /** Ways to print a plan. */
    enum Output {
        table,
        json
    }

    private final Environment environment;

    @Spec private CommandSpec spec;

    @Mixin private CommonOptions options;

    @Mixin private NarrowingOptions narrowing;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Output output = Output.table;

    @Option(
            names = "--now",
            paramLabel = "TIME",
            description =
                    "Plan as though it were then, like 2026-12-24T04:17:00Z. Default: the cluster's time.")
    private String now;

    PlanCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Optional<Instant> then = Optional.ofNullable(now).map(PlanCommand::time);
        Cluster cluster = options.cluster(environment);
        Settings settings = options.configuration(environment, cluster).settings();
        String namespace = options.installNamespace(environment);
        Inventory latest = cluster.inventory(Scopes.of(settings, namespace));
        Inventory inventory = then.map(latest::asOf).orElse(latest);
        Run run =
                new Run(
                        settings.instance().orElse(namespace),
                        "plan",
                        "plan",
                        inventory.observed(),
                        Run.Trigger.SCHEDULED);
        Plan plan = new Planner(settings, run, narrowing.narrowing()).foresee(inventory);
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case table -> out.print(new PlanTable(plan, settings.timeZone()).render());
            case json -> out.println(PlanJson.render(plan));
        }
        out.flush();
        return (PlanVerdict.fails(plan) ? ExitStatus.FAILED : ExitStatus.OK).code();
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notATime) {
            throw new UsageException(
                    "--now \"%s\" is not a time; write it like 2026-12-24T04:17:00Z or 2026-12-24T05:17:00+01:00"
                            .formatted(text));
        }
    }
}
