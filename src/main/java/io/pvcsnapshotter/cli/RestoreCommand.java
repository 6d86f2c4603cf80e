package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Connection;
import io.pvcsnapshotter.cluster.Manifests;
import io.pvcsnapshotter.config.DurationSyntax;
import io.pvcsnapshotter.model.ApiNames;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.report.RestoreReport;
import io.pvcsnapshotter.report.Yaml;
import io.pvcsnapshotter.restore.Outcome;
import io.pvcsnapshotter.restore.Plan;
import io.pvcsnapshotter.restore.Refusal;
import io.pvcsnapshotter.restore.Restore;
import io.pvcsnapshotter.restore.RestoreRequest;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code restore}: a claim's data back. */
@Command(
        name = "restore",
        description = {
            "Bring the data of a claim back from a snapshot: beside the claim, or in its place.",
            "Without --yes it prints the steps and does nothing."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  A second claim with the data of yesterday noon, to look at it:",
            "    restore data-db-0 -n shop --before \"2026-11-22 12:00\" --as yesterday --yes",
            "  The claim itself from its newest ready snapshot; first only the steps:",
            "    restore data-db-0 -n shop --in-place",
            "    restore data-db-0 -n shop --in-place --yes",
            "  The claim as it was before that, or before a restore that has stopped:",
            "    restore data-db-0 -n shop --undo --yes"
        })
final class RestoreCommand implements Callable<Integer> {
    private final Environment environment;

    @Spec private CommandSpec spec;

    @Mixin private ClusterOptions where;

    @Parameters(paramLabel = "CLAIM", description = "The claim; it need not exist any more.")
    private String claim;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "Of the claim. Default: the namespace of the kubeconfig's context.")
    private String namespace;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private GoalOptions goal;

    @ArgGroup(exclusive = true)
    private SnapshotOptions snapshot;

    @Mixin private ShapeOptions shape;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "yaml prints the new claim, and does nothing.")
    private Format output;

    @Option(
            names = "--paused",
            description = "Argo CD or Flux, which manages the workload, is suspended.")
    private boolean paused;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "1h",
            description = "How long a single step may be waited for. Default: ${DEFAULT-VALUE}.")
    private String timeout;

    /** Ways to print the new claim. */
    enum Format {
        yaml
    }

    RestoreCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Connection connection = where.connection();
        ObjectName name = name(connection);
        RestoreRequest request = request(name);
        Duration patience = patience();
        Manifests cluster = connection.open(environment.variables()).manifests();
        Restore restore = new Restore(cluster, new RealTime(), request, patience);
        RestoreReport report =
                new RestoreReport(out, ZoneId.systemDefault(), goOn(name), goBack(name));
        ExitStatus status =
                switch (restore.plan()) {
                    case Plan.Refused(List<Refusal> refusals) -> {
                        report.refused(refusals);
                        yield ExitStatus.FAILED;
                    }
                    case Plan.Steps _ when output != null -> {
                        restore.manifest().map(Yaml::of).ifPresent(out::print);
                        out.flush();
                        yield ExitStatus.OK;
                    }
                    case Plan.Steps steps when !yes -> {
                        report.foreseen(steps);
                        yield ExitStatus.OK;
                    }
                    case Plan.Steps _ -> {
                        Outcome outcome = restore.run(report);
                        report.ended(outcome);
                        yield status(outcome);
                    }
                };
        return status.code();
    }

    private ObjectName name(Connection connection) {
        if (!ApiNames.isObject(claim)) {
            throw new UsageException("\"%s\" cannot be the name of a claim".formatted(claim));
        }
        String chosen =
                Optional.ofNullable(namespace)
                        .orElseGet(() -> connection.namespace(environment.variables()));
        if (!ApiNames.isNamespace(chosen)) {
            throw new UsageException("\"%s\" cannot be the name of a namespace".formatted(chosen));
        }
        return new ObjectName(chosen, claim);
    }

    private RestoreRequest request(ObjectName name) {
        return new RestoreRequest(
                name,
                Optional.ofNullable(snapshot).flatMap(SnapshotOptions::name),
                Optional.ofNullable(snapshot).flatMap(each -> each.before(ZoneId.systemDefault())),
                goal.goal(),
                shape.shape(),
                paused);
    }

    private Duration patience() {
        try {
            return DurationSyntax.SECONDS_TO_DAYS.parsePositive(timeout);
        } catch (IllegalArgumentException notDuration) {
            throw new UsageException(
                    "--timeout \"%s\": %s".formatted(timeout, notDuration.getMessage()));
        }
    }

    /**
     * The command that was typed, so that it does the whole, for the same namespace wherever it is
     * typed.
     */
    private String goOn(ObjectName name) {
        List<String> arguments =
                spec.commandLine().getParseResult().originalArgs().stream()
                        .dropWhile("restore"::equals)
                        .toList();
        return "%s restore %s%s%s"
                .formatted(
                        environment.programName(),
                        ShellWords.line(arguments),
                        namespace == null ? " -n " + name.namespace() : "",
                        yes ? "" : " --yes");
    }

    private List<String> goBack(ObjectName name) {
        return goal.isInPlace()
                ? List.of(
                        "%s restore %s -n %s --undo --yes%s"
                                .formatted(
                                        environment.programName(),
                                        name.name(),
                                        name.namespace(),
                                        where.again()))
                : List.of();
    }

    private static ExitStatus status(Outcome outcome) {
        return switch (outcome.how()) {
            case Outcome.Ended _ -> ExitStatus.OK;
            case Outcome.Refused _ -> ExitStatus.FAILED;
            case Outcome.Failed(ApiFailure failure)
                    when Failures.statusOf(failure) == ExitStatus.UNAVAILABLE
                            && !failure.retryMayHelp() ->
                    ExitStatus.FAILED;
            case Outcome.Failed(var failure) -> Failures.statusOf(failure);
            case Outcome.TimedOut _, Outcome.Interrupted _ -> ExitStatus.RETRY;
        };
    }
}
