package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.Cluster;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.report.EventPublisher;
import io.pvcsnapshotter.report.RunEvents;
import io.pvcsnapshotter.report.RunLog;
import io.pvcsnapshotter.report.TerminalReport;
import io.pvcsnapshotter.report.TerminationMessage;
import io.pvcsnapshotter.report.TerminationReport;
import io.pvcsnapshotter.run.Assignment;
import io.pvcsnapshotter.run.Mailbox;
import io.pvcsnapshotter.run.RunNews;
import io.pvcsnapshotter.run.RunResult;
import io.pvcsnapshotter.run.RunTiming;
import io.pvcsnapshotter.run.SnapshotRun;
import io.pvcsnapshotter.run.SteadyClock;
import io.pvcsnapshotter.run.Surroundings;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code snapshot}: one run. */
@Command(
        name = "snapshot",
        description =
                "Take the snapshots that are due, wait until they are ready, expire old ones. In a pod it is the default.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Outside a pod it takes -n, --claim or --all, and asks before it starts. What it",
            "takes is kept as retain.manual says.",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} snapshot -n shop --claim orders-db",
            "  ${ROOT-COMMAND-NAME} snapshot --all --yes"
        })
final class SnapshotCommand implements Callable<Integer> {
    /** Well below the minute that a Job leaves for the report. */
    private static final Duration LONGEST_FOR_EVENTS = Duration.ofSeconds(20);

    /** More would only wait in the API server instead of here. */
    private static final int REQUESTS_AT_ONCE = 20;

    private final Environment environment;

    @Spec private CommandSpec spec;

    @Mixin private ClusterOptions where;

    @Mixin private ConfigurationOption configuration;

    @Mixin private NarrowingOptions narrowing;

    @Mixin private ConsentOptions consent;

    SnapshotCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (environment.isPersons()) {
            consent.require(
                    narrowing.narrowing(),
                    () -> where.connection().inWords(environment.variables()),
                    Terminal.REAL,
                    spec.commandLine().getErr());
        }
        Clock clock = new SteadyClock(Clock.systemUTC(), System::nanoTime);
        Install install = Install.of(environment, where);
        Cluster cluster = install.cluster();
        InstalledSettings installed = install.settings(configuration.file());
        Settings settings = installed.settings();
        ThisRun thisRun =
                ThisRun.of(
                        environment,
                        cluster,
                        installed.instance(),
                        clock,
                        () -> UUID.randomUUID().toString());
        thisRun.job().flatMap(RunTiming::lastMoment).ifPresent(each -> stopAt(each, clock));
        Executor threads =
                Executors.newFixedThreadPool(
                        REQUESTS_AT_ONCE, Thread.ofVirtual().name("request").factory());
        Assignment assignment =
                new Assignment(
                        settings,
                        thisRun.run(),
                        installed.reach(),
                        narrowing.narrowing(),
                        thisRun.job());
        Surroundings surroundings = new Surroundings(clock, Mailbox.inRealTime(), threads);
        RunResult result =
                shown(
                        clock,
                        thisRun.run(),
                        news ->
                                new SnapshotRun(
                                                cluster,
                                                assignment,
                                                surroundings,
                                                terminationReport().andThen(news))
                                        .run());
        new EventPublisher(cluster::publish, LONGEST_FOR_EVENTS)
                .publish(
                        new RunEvents(thisRun.run(), thisRun.regarding(), settings.events())
                                .of(result));
        return result.exitStatus().code();
    }

    /** As SIGTERM does. A process that has ended by then takes this thread along. */
    private static void stopAt(Instant lastMoment, Clock clock) {
        Thread run = Thread.currentThread();
        Thread.ofVirtual()
                .name("last-moment")
                .start(() -> {
                    try {
                        Thread.sleep(Duration.between(clock.instant(), lastMoment));
                        run.interrupt();
                    } catch (InterruptedException _) {
                        // Nobody does.
                    }
                });
    }

    private Consumer<RunNews> terminationReport() {
        return new TerminationReport(new TerminationMessage(environment.terminationMessage()));
    }

    /** On a terminal a line moves while it runs; elsewhere there is a log. */
    private RunResult shown(Clock clock, Run run, Function<Consumer<RunNews>, RunResult> running) {
        if (!Environment.isTerminal()) {
            return running.apply(new RunLog(run));
        }
        PrintWriter out = spec.commandLine().getOut();
        try (TerminalReport report = new TerminalReport(out, environment.width(), clock);
                Ticker _ = Ticker.everySecond(report::tick)) {
            report.tick();
            return running.apply(report);
        }
    }
}
