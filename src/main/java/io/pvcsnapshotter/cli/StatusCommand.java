package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.NamespaceLook;
import io.pvcsnapshotter.config.DurationSyntax;
import io.pvcsnapshotter.history.ClaimHistory;
import io.pvcsnapshotter.jobs.Standstill;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.report.RunsSeen;
import io.pvcsnapshotter.report.StatusHtml;
import io.pvcsnapshotter.report.StatusJson;
import io.pvcsnapshotter.report.StatusReport;
import io.pvcsnapshotter.report.StatusTable;
import io.pvcsnapshotter.report.TerminationMessage;
import io.pvcsnapshotter.timetable.RunSchedule;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
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
                "Show when the next run starts, and for each claim its newest ready snapshot, how many there are, and what is wrong, the worst first."
                        + " Writes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class StatusCommand implements Callable<Integer> {
    private static final String NO_JOBS =
            "Whether runs succeed is not known: Jobs may not be read here (right: list jobs)";

    /** Enough to find one that has ended. */
    private static final int LAST_RUNS = 5;

    private final Environment environment;

    @Spec private CommandSpec spec;

    @Mixin private ClusterOptions where;

    @Mixin private ConfigurationOption configuration;

    @Mixin private NarrowingOptions narrowing;

    @Option(
            names = "--max-age",
            paramLabel = "DURATION",
            description =
                    "Make it a check: exit status 73 if the newest ready snapshot of a claim is older,"
                            + " like 26h, if a run would fail, if no run starts any more, if the last one failed,"
                            + " or if no claim is snapshotted."
                            + " Without it a claim is called too old at twice the longest time between two runs.")
    private String maxAge;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description =
                    "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}."
                            + " html is one page with a time line for each claim, for a browser or for paper.")
    private StatusOutput output = StatusOutput.table;

    StatusCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Optional<Duration> longest = Optional.ofNullable(maxAge).map(StatusCommand::duration);
        Install install = Install.forPerson(environment, where);
        Foreseen foreseen;
        try {
            foreseen =
                    Foreseen.of(
                            install, configuration.file(), narrowing.narrowing(), Optional.empty());
        } catch (ApiFailure failure) {
            if (failure.kind() == ApiFailure.Kind.FORBIDDEN && longest.isEmpty()) {
                return withoutRights(install, failure);
            }
            throw failure;
        }
        Plan plan = foreseen.survey().plan();
        RunsSeen runs = runs(install, plan.observed());
        StatusReport report = StatusReport.of(foreseen.survey(), runs, longest, spec.root().name());
        show(report);
        if (longest.isEmpty()) {
            return ExitStatus.OK.code();
        }
        if (report.isStale() || plan.fails() || report.isOfNothing() || standStill(report, runs)) {
            return ExitStatus.FAILED.code();
        }
        return (isBlind(runs) ? ExitStatus.FORBIDDEN : ExitStatus.OK).code();
    }

    private static RunsSeen runs(Install install, Instant now) {
        RunSchedule schedule = install.schedule(now);
        if (!(schedule instanceof RunSchedule.Known)) {
            return new RunsSeen(schedule);
        }
        return new RunHistory(install.cluster().runJobs(), install.cronJob())
                .courses(LAST_RUNS)
                .map(courses -> new RunsSeen(schedule, Standstill.of(courses, now), List.of()))
                .orElseGet(() -> new RunsSeen(schedule, Optional.empty(), List.of(NO_JOBS)));
    }

    /** A configuration of a person's own may be that of an install that is not there yet. */
    private boolean standStill(StatusReport report, RunsSeen runs) {
        boolean tried =
                configuration.file().isPresent() && runs.schedule() instanceof RunSchedule.Missing;
        return report.standsStill() && !tried;
    }

    /**
     * A check is not green where it cannot see that runs go on. In a pod of the install it runs as
     * they do, and has the rights of their account, which does not see more.
     */
    private boolean isBlind(RunsSeen runs) {
        return runs.isUnknown() && environment.job().isEmpty();
    }

    /** Shows what the owner of a namespace may see. */
    private int withoutRights(Install install, ApiFailure failure) {
        String namespace =
                narrowing
                        .namespace()
                        .orElseGet(() -> where.connection().namespace(environment.variables()));
        NamespaceLook look = install.cluster().look(namespace);
        List<ClaimHistory> histories =
                ClaimHistory.all(namespace, look.snapshots(), look.claims(), look.observed())
                        .stream()
                        .filter(each -> narrowing.names(each.name().name()))
                        .toList();
        String unknown =
                "Only namespace %s is shown, and which policy a claim has is not known: %s"
                        .formatted(namespace, failure.getMessage());
        show(
                StatusReport.ofNamespace(
                        histories,
                        install.schedule(look.observed()),
                        unknown,
                        look.observed(),
                        spec.root().name()));
        return ExitStatus.FORBIDDEN.code();
    }

    private void show(StatusReport report) {
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case table, wide ->
                    out.print(
                            new StatusTable(report, ZoneId.systemDefault())
                                    .render(environment.width(), output == StatusOutput.wide));
            case json -> out.println(StatusJson.render(report));
            case html -> new StatusHtml(report, ZoneId.systemDefault()).write(out);
        }
        out.flush();
        new TerminationMessage(environment.terminationMessage())
                .write(report.problems(), report.totals());
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
