package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.RunJobs;
import io.pvcsnapshotter.cluster.RunTemplate;
import io.pvcsnapshotter.config.DurationSyntax;
import io.pvcsnapshotter.model.ApiNames;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.RunJob;
import io.pvcsnapshotter.report.FollowedRun;
import io.pvcsnapshotter.report.Width;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code start}: a run by hand, as a Job made from the CronJob. */
@Command(
        name = "start",
        description =
                "Start a run now, as a Job made from the CronJob. What it takes is kept as retain.manual says.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Needs the rights get of the CronJob and create of jobs in the namespace of the",
            "install; with --wait also get of jobs, list of pods and list of events.",
            "With --wait the exit status is that of the run. It is 75 if the run left none,",
            "if somebody deleted its Job, or if --timeout was over. Ctrl-C leaves the Job.",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} start before-upgrade --wait",
            "  ${ROOT-COMMAND-NAME} start -n shop --claim orders-db",
            "  ${ROOT-COMMAND-NAME} start -- status --max-age 26h"
        })
final class StartCommand implements Callable<Integer> {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss");

    private final Environment environment;

    @Spec private CommandSpec spec;

    @Mixin private ClusterOptions where;

    @Mixin private NarrowingOptions narrowing;

    @Option(
            names = "--wait",
            description = "Follow the run to its end, and exit with its exit status.")
    private boolean waits;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description =
                    "With --wait: how long at most, like 30m. Default: as long as the Job may take.")
    private String timeout;

    @Parameters(
            arity = "0..*",
            hideParamSyntax = true,
            paramLabel = "[NAME] [-- ARGUMENTS...]",
            description =
                    "Name of the Job. Default: pvc-snapshotter-manual- and the time. What comes after -- are"
                            + " the arguments of the run.")
    private List<String> words = List.of();

    StartCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        StartWords typed = StartWords.of(words, spec.commandLine().getParseResult().originalArgs());
        Optional<Duration> longest = Optional.ofNullable(timeout).map(StartCommand::duration);
        String given = typed.name().orElseGet(StartCommand::generated);
        if (!ApiNames.isNamespace(given)) {
            throw new UsageException(
                    "\"%s\" cannot be the name of a Job: write at most 63 small letters, digits and -"
                            .formatted(given));
        }
        Install install = Install.of(environment, where);
        RunJobs jobs = install.cluster().runJobs();
        RunTemplate template =
                jobs.template(install.cronJob())
                        .orElseThrow(() -> RunHistory.notInstalled(install.cronJob()));
        ObjectName name = new ObjectName(install.namespace(), given);
        RunJob job = create(jobs, name, typed.arguments(narrowing.narrowing()), template);
        PrintWriter out = spec.commandLine().getOut();
        told(name, template)
                .forEach(each -> out.print(FollowedRun.fitted(each, environment.width())));
        out.flush();
        return waits
                ? follower(jobs, install.cronJob(), job).follow(longest)
                : ExitStatus.OK.code();
    }

    private static String generated() {
        return "pvc-snapshotter-manual-" + SECOND.format(Instant.now().atOffset(ZoneOffset.UTC));
    }

    private static RunJob create(
            RunJobs jobs, ObjectName name, Optional<String> arguments, RunTemplate template) {
        try {
            return jobs.create(
                    name,
                    arguments.map(template::withArguments).orElse(template),
                    UUID.randomUUID().toString());
        } catch (ApiFailure failure) {
            throw switch (failure.kind()) {
                case ALREADY_EXISTS ->
                        new UsageException(
                                "There is a Job %s already. Give another name, or none"
                                        .formatted(name));
                // An admission policy without a reason of its own says so.
                case INVALID -> new RefusedException(failure.getMessage(), failure);
                default -> failure;
            };
        }
    }

    private RunFollower follower(RunJobs jobs, ObjectName cronJob, RunJob started) {
        PrintWriter out = spec.commandLine().getOut();
        Width width = environment.width();
        return RunFollower.of(
                jobs,
                cronJob,
                started,
                line -> {
                    out.print(FollowedRun.fitted(line, width));
                    out.flush();
                });
    }

    private List<String> told(ObjectName job, RunTemplate template) {
        String install =
                job.namespace().equals("pvc-snapshotter")
                        ? ""
                        : " --install-namespace " + job.namespace();
        String suspended =
                template.suspended()
                        ? " The CronJob is suspended; this run starts all the same."
                        : "";
        return List.of(
                "Started the Job %s.%s".formatted(job, suspended),
                "What it takes is kept as retain.manual says: 30 days as shipped.",
                "Follow it: kubectl -n %s logs -f job/%s".formatted(job.namespace(), job.name()),
                "Its result: %s runs%s".formatted(environment.programName(), install));
    }

    private static Duration duration(String text) {
        try {
            return DurationSyntax.SECONDS_TO_DAYS.parsePositive(text);
        } catch (IllegalArgumentException notADuration) {
            throw new UsageException(
                    "--timeout \"%s\": %s".formatted(text, notADuration.getMessage()));
        }
    }
}
