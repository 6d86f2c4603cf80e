package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.Cluster;
import io.pvcsnapshotter.config.ConfigurationReader;
import io.pvcsnapshotter.config.InvalidConfiguration;
import io.pvcsnapshotter.config.Problem;
import io.pvcsnapshotter.model.ConfigMap;
import io.pvcsnapshotter.report.EventPublisher;
import io.pvcsnapshotter.report.SyncReport;
import io.pvcsnapshotter.report.TerminationMessage;
import io.pvcsnapshotter.schedule.ScheduleSync;
import io.pvcsnapshotter.schedule.Syncing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sync-schedule}: the ConfigMap's schedule to the CronJob, and a look at the rest. */
@Command(
        name = "sync-schedule",
        description =
                "Copy schedule, timeZone and suspend from the ConfigMap to the CronJob, and check"
                        + " snapshotter.conf.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SyncScheduleCommand implements Callable<Integer> {
    /** With the Events, well below the two minutes that the manifests give the Job. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration LONGEST_FOR_EVENTS = Duration.ofSeconds(10);

    private final Environment environment;

    @Mixin private ClusterOptions options;

    SyncScheduleCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Install install = Install.of(environment, options, PATIENCE);
        Cluster cluster = install.cluster();
        ConfigMap configMap =
                install.configMap(
                        "There is no ConfigMap %s, so neither a schedule to copy nor a configuration"
                                + " for any run: kubectl apply -k config");
        Syncing syncing = new ScheduleSync(cluster, install.cronJob()).copy(configMap);
        SyncReport report = new SyncReport(configMap, syncing, problems(configMap));
        ExitStatus status = status(report);
        new TerminationMessage(environment.terminationMessage())
                .write(report.failures(), report.ending());
        new EventPublisher(cluster::publish, LONGEST_FOR_EVENTS).publish(report.events());
        report.log(status.code());
        return status.code();
    }

    private List<Problem> problems(ConfigMap configMap) {
        Map<String, String> variables = environment.isPod() ? environment.variables() : Map.of();
        try {
            Install.warn(
                    ConfigurationReader.read(configMap.toString(), configMap.data(), variables));
            return List.of();
        } catch (InvalidConfiguration invalid) {
            return invalid.problems();
        }
    }

    private static ExitStatus status(SyncReport report) {
        return switch (report.syncing()) {
            case Syncing.Refused _, Syncing.Missing _ -> ExitStatus.CONFIGURATION;
            case Syncing _ when !report.problems().isEmpty() -> ExitStatus.CONFIGURATION;
            case Syncing.Failed(var failure) -> Failures.statusOf(failure);
            case Syncing.Unchanged _, Syncing.Changed _ -> ExitStatus.OK;
        };
    }
}
