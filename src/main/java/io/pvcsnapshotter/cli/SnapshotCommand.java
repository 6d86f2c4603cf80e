package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Cluster;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.EventNote;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.report.RunEvents;
import io.pvcsnapshotter.report.RunLog;
import io.pvcsnapshotter.report.TerminalReport;
import io.pvcsnapshotter.report.TerminationMessage;
import io.pvcsnapshotter.report.TerminationReport;
import io.pvcsnapshotter.report.Together;
import io.pvcsnapshotter.run.RunListener;
import io.pvcsnapshotter.run.RunResult;
import io.pvcsnapshotter.run.Signals;
import io.pvcsnapshotter.run.SnapshotRun;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code snapshot}: one run. */
@Command(
        name = "snapshot",
        description =
                "Take the snapshots that are due, wait until they are ready, expire old ones (default).",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SnapshotCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotCommand.class);

    private final Environment environment;

    @Spec private CommandSpec spec;

    @Mixin private CommonOptions options;

    @Mixin private NarrowingOptions narrowing;

    SnapshotCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Clock clock = Clock.systemUTC();
        Cluster cluster = options.cluster(environment);
        Settings settings = options.configuration(environment, cluster).settings();
        String namespace = options.installNamespace(environment);
        RunIdentity identity =
                RunIdentity.of(
                        environment,
                        cluster,
                        settings.instance().orElse(namespace),
                        clock,
                        () -> UUID.randomUUID().toString());
        Executor threads = task -> Thread.ofVirtual().name("request").start(task);
        RunResult result =
                new SnapshotRun(
                                cluster,
                                Scopes.of(settings, namespace),
                                settings,
                                identity.run(),
                                narrowing.narrowing(),
                                identity.facts(),
                                clock,
                                Signals.inRealTime(),
                                threads,
                                new Together(
                                        List.of(
                                                new TerminationReport(
                                                        new TerminationMessage(
                                                                environment.terminationMessage())),
                                                shown(identity.run(), clock))))
                        .run();
        new RunEvents(identity.run(), identity.job(), settings.events())
                .of(result)
                .forEach(each -> publish(cluster, each));
        return result.exitStatus().code();
    }

    private RunListener shown(Run run, Clock clock) {
        return Environment.isTerminal()
                ? new TerminalReport(spec.commandLine().getOut(), clock)
                : new RunLog(run);
    }

    /** An Event is a courtesy: what it says is in the log and in the termination message too. */
    private static void publish(Cluster cluster, EventNote note) {
        try {
            cluster.publish(note);
        } catch (ApiFailure failure) {
            LOG.atWarn()
                    .addKeyValue("reason", failure.getMessage())
                    .log("Could not write an Event");
        }
    }
}
