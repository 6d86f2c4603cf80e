package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.Reach;
import io.pvcsnapshotter.config.ConfigurationReader;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Job;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Narrowing;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.sample.RunBuilder;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A run against a cluster in memory, with a real configuration. */
final class Scenario {
    static final Duration DAY = Duration.ofDays(1);

    final TestClock clock = new TestClock();
    final FakeCluster cluster;
    final List<String> heard = new ArrayList<>();
    final List<String> waits = new ArrayList<>();
    Optional<Job> job = Optional.empty();

    /** The first plan, as long as anybody needs it. */
    WeakReference<Plan> planned = new WeakReference<>(null);

    Run run =
            RunBuilder.run("this-run", TestClock.START)
                    .withInstance(FakeCluster.INSTANCE)
                    .withJob("job-now")
                    .build();

    /** Makes the requests: at once, unless a test says otherwise. */
    Executor executor = Runnable::run;

    int executed;
    private String keys = "";
    private String settings = "";

    Scenario() {
        this(Duration.ZERO);
    }

    Scenario(Duration clusterAhead) {
        cluster = new FakeCluster(clock, clusterAhead);
    }

    /** Keys of the one policy, which selects every claim. */
    Scenario policy(String keys) {
        this.keys = keys;
        return this;
    }

    Scenario settings(String settings) {
        this.settings = settings;
        return this;
    }

    /**
     * A claim with one ready snapshot for each of the last days, newest first; retention has
     * settled.
     */
    List<Snapshot> history(Claim claim, int days, String retention) {
        List<Snapshot> history = new ArrayList<>();
        for (int day = 1; day <= days; day++) {
            Instant nominal = TestClock.START.minus(DAY.multipliedBy(day));
            history.add(cluster.has(claim, nominal, retention));
        }
        return history;
    }

    RunResult run() {
        String text =
                """
                %s
                policies = [ { name = all
                  %s
                  %s
                } ]
                """
                        .formatted(
                                settings,
                                keys.contains("requireMatch") ? "" : "requireMatch = false",
                                keys);
        Assignment assignment =
                new Assignment(
                        ConfigurationReader.read("the test", Map.of("snapshotter.conf", text))
                                .settings(),
                        run,
                        Reach.everywhere(),
                        Narrowing.NONE,
                        job);
        Surroundings surroundings = new Surroundings(clock, clock, task -> executor.execute(task));
        return new SnapshotRun(cluster, assignment, surroundings, this::hear).run();
    }

    static Outcome outcome(RunResult result, String claim) {
        return result.claims().stream()
                .filter(each -> each.claim().name().name().equals(claim))
                .findFirst()
                .orElseThrow()
                .outcome();
    }

    static List<String> deleted(RunResult result) {
        return result.deletions().stream()
                .filter(Deletion.Deleted.class::isInstance)
                .map(each -> each.snapshot().name().name())
                .toList();
    }

    static String name(Snapshot snapshot) {
        return snapshot.name().name();
    }

    private void hear(RunNews news) {
        switch (news) {
            case RunNews.Planned(Plan plan) -> {
                planned = new WeakReference<>(plan);
                heard.add("planned");
            }
            case RunNews.Warned(String warning) -> heard.add("warned: " + warning);
            case RunNews.Requested(ObjectName claim, _) -> heard.add("requested " + claim.name());
            case RunNews.Adopted(ObjectName claim, _, String reason) ->
                    heard.add("adopted " + claim.name() + ": " + reason);
            case RunNews.Waiting(ObjectName claim, String reason) ->
                    waits.add("%s: %s".formatted(claim.name(), reason));
            case RunNews.Taken _ -> {}
            case RunNews.Finished(ClaimResult result) ->
                    heard.add(
                            "finished %s: %s"
                                    .formatted(
                                            result.claim().name().name(),
                                            result.outcome().getClass().getSimpleName()));
            case RunNews.Expired(_, Deletion deletion) ->
                    heard.add("expired " + deletion.getClass().getSimpleName());
            case RunNews.Ended(RunResult result) -> heard.add("ended " + result.exitStatus());
        }
    }
}
