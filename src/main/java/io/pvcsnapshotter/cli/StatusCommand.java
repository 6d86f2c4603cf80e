package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.config.DurationSyntax;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.report.StatusReport;
import io.pvcsnapshotter.report.TerminationMessage;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}: what there is to restore from. Reads only. */
@Command(
        name = "status",
        description =
                "Show for each claim its newest ready snapshot, how many there are, and what is wrong."
                        + " Writes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class StatusCommand implements Callable<Integer> {
    private final Environment environment;

    @Spec private CommandSpec spec;

    @Mixin private PlanningOptions planning;

    @Option(
            names = "--max-age",
            paramLabel = "DURATION",
            description =
                    "Make it a check: exit status 73 if the newest ready snapshot of a claim is older,"
                            + " like 26h, or a run would fail.")
    private String maxAge;

    StatusCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Optional<Duration> longest = Optional.ofNullable(maxAge).map(StatusCommand::duration);
        Plan plan = Foreseen.of(environment, planning, Optional.empty()).plan();
        StatusReport report = new StatusReport(plan, longest);
        PrintWriter out = spec.commandLine().getOut();
        switch (planning.output()) {
            case table -> out.print(report.table());
            case json -> out.println(report.json());
        }
        out.flush();
        new TerminationMessage(environment.terminationMessage())
                .write(report.problems(), report.totals());
        boolean fails = longest.isPresent() && (report.isStale() || plan.fails());
        return (fails ? ExitStatus.FAILED : ExitStatus.OK).code();
    }

    private static Duration duration(String text) {
        try {
            return DurationSyntax.HOURS_TO_WEEKS.parsePositive(text);
        } catch (IllegalArgumentException notADuration) {
            throw new UsageException(
                    "--max-age \"%s\": %s".formatted(text, notADuration.getMessage()));
        }
    }
}
