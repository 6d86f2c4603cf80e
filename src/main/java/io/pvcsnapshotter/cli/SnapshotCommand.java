package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.Cluster;
import io.pvcsnapshotter.cluster.Sleeper;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.report.RunLog;
import io.pvcsnapshotter.report.TerminationMessage;
import io.pvcsnapshotter.run.RunResult;
import io.pvcsnapshotter.run.SnapshotRun;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code snapshot}: one run. */
@Command(
        name = "snapshot",
        description = "Take the snapshots that are due, wait until they are ready, expire old ones (default).",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SnapshotCommand implements Callable<Integer> {
    private final Environment environment;

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
        RunLog log =
                new RunLog(identity.run(), new TerminationMessage(environment.terminationMessage()));
        RunResult result =
                new SnapshotRun(
                                cluster,
                                Scopes.of(settings, namespace),
                                settings,
                                identity.run(),
                                narrowing.narrowing(),
                                identity.job(),
                                clock,
                                Sleeper.REAL,
                                log)
                        .run();
        log.ended(result);
        return result.exitStatus().code();
    }
}
