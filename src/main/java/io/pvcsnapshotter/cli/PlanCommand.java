package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.report.PlanJson;
import io.pvcsnapshotter.report.PlanTable;
import io.pvcsnapshotter.report.ShownPlan;
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
    private final Environment environment;

    @Spec private CommandSpec spec;

    @Mixin private ClusterOptions where;

    @Mixin private ConfigurationOption configuration;

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

    @Option(
            names = "--changes",
            description =
                    "Only what would be done or is wrong: no claim and no snapshot that stays as it is.")
    private boolean changes;

    PlanCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Optional<Instant> then = Optional.ofNullable(now).map(PlanCommand::time);
        Foreseen foreseen =
                Foreseen.of(
                        Install.of(environment, where),
                        configuration.file(),
                        narrowing.narrowing(),
                        then);
        Plan plan = foreseen.survey().plan();
        ShownPlan shown =
                changes
                        ? ShownPlan.changes(plan)
                        : ShownPlan.whole(plan, foreseen.settings().limits().atLeast());
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case table ->
                    out.print(
                            new PlanTable(shown, foreseen.settings().timeZone())
                                    .render(environment.width()));
            case json -> out.println(PlanJson.render(shown));
        }
        out.flush();
        return (plan.fails() ? ExitStatus.FAILED : ExitStatus.OK).code();
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
