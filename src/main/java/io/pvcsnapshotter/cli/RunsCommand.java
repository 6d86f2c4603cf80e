package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.report.RunsReport;
import io.pvcsnapshotter.report.Width;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code runs}: what became of the last runs. Reads only. */
@Command(
        name = "runs",
        description =
                "Show the last runs: when, how long, exit status and summary. Writes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Needs the rights get and list of jobs, pods and events in the namespace of the",
            "install. Where one is missing, it says so and shows less.",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} runs",
            "  ${ROOT-COMMAND-NAME} runs --install-namespace shop --last 3 -o wide"
        })
final class RunsCommand implements Callable<Integer> {
    private final Environment environment;

    @Spec private CommandSpec spec;

    @Mixin private ClusterOptions where;

    @Mixin private WideOutputOption output;

    @Option(
            names = "--last",
            paramLabel = "NUMBER",
            description = "How many runs, the newest first. Default: ${DEFAULT-VALUE}.")
    private int last = 20;

    RunsCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (last < 1) {
            throw new UsageException("--last %d: it must be at least 1".formatted(last));
        }
        Install install = Install.of(environment, where);
        RunsReport report =
                new RunHistory(install.cluster().runJobs(), install.cronJob()).last(last);
        PrintWriter out = spec.commandLine().getOut();
        switch (output.format()) {
            case table ->
                    out.print(report.table(ZoneId.systemDefault(), environment.width(), false));
            case wide -> out.print(report.table(ZoneId.systemDefault(), Width.UNLIMITED, true));
            case json -> out.println(report.json());
        }
        out.flush();
        return ExitStatus.OK.code();
    }
}
