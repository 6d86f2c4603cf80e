package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.NamespaceLook;
import io.pvcsnapshotter.config.DurationSyntax;
import io.pvcsnapshotter.history.ClaimHistory;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.report.StatusHtml;
import io.pvcsnapshotter.report.StatusJson;
import io.pvcsnapshotter.report.StatusReport;
import io.pvcsnapshotter.report.StatusTable;
import io.pvcsnapshotter.report.TerminationMessage;
import io.pvcsnapshotter.timetable.RunSchedule;
import java.io.PrintWriter;
import java.time.Duration;
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
                            + " like 26h, if a run would fail, or if no run starts any more."
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
        RunSchedule schedule = install.schedule(plan.observed());
        StatusReport report = StatusReport.of(foreseen.survey(), schedule, longest);
        show(report);
        boolean fails =
                longest.isPresent() && (report.isStale() || plan.fails() || isOff(schedule));
        return (fails ? ExitStatus.FAILED : ExitStatus.OK).code();
    }

    /** A configuration of a person's own may be that of an install that is not there yet. */
    private boolean isOff(RunSchedule schedule) {
        boolean tried = configuration.file().isPresent() && schedule instanceof RunSchedule.Missing;
        return schedule.isOff() && !tried;
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
                        histories, install.schedule(look.observed()), unknown, look.observed()));
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
