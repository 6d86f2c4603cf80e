package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Cluster;
import io.pvcsnapshotter.cluster.JobFacts;
import io.pvcsnapshotter.cluster.Scope;
import io.pvcsnapshotter.cluster.Sleeper;
import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Narrowing;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import io.pvcsnapshotter.plan.Planner;
import io.pvcsnapshotter.run.RunResult.RunProblem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One run: lists, plans, takes the snapshots, waits for them, lists and plans again, and only then expires. */
public final class SnapshotRun {
    private final Cluster cluster;
    private final Scope scope;
    private final Settings settings;
    private final Run run;
    private final Optional<JobFacts> job;
    private final Clock local;
    private final Sleeper sleeper;
    private final RunListener listener;
    private final Planner planner;

    private final Map<ObjectName, ClaimResult> results = new TreeMap<>();
    private final List<RunProblem> problems = new ArrayList<>();
    private int asked;
    private int forbidden;

    public SnapshotRun(
            Cluster cluster,
            Scope scope,
            Settings settings,
            Run run,
            Narrowing narrowing,
            Optional<JobFacts> job,
            Clock local,
            Sleeper sleeper,
            RunListener listener) {
        this.cluster = cluster;
        this.scope = scope;
        this.settings = settings;
        this.run = run;
        this.job = job;
        this.local = local;
        this.sleeper = sleeper;
        this.listener = listener;
        this.planner = new Planner(settings, run, narrowing);
    }

    /**
     * @throws ApiFailure if the cluster cannot be listed, before anything is written
     */
    public RunResult run() {
        Inventory inventory = cluster.inventory(scope);
        Clock clock = agreeingWith(inventory);
        RunTiming timing = RunTiming.of(job, clock.instant());
        Plan plan = planner.foresee(inventory);
        listener.planned(plan);
        plan.unmatched().forEach(each -> problems.add(new RunProblem(each, false)));
        warnOfCutTimeouts(timing);
        plan.claims().forEach(this::settleWithoutSnapshot);
        boolean stopped = !takeAndWait(plan, timing, clock);
        List<Expiry> expiries = stopped ? List.of() : expire(plan);
        return new RunResult(
                List.copyOf(results.values()), expiries, problems, asked > 0 && forbidden == asked);
    }

    /** All times in the cluster are the API server's; the pod's clock may differ. */
    private Clock agreeingWith(Inventory inventory) {
        return Clock.offset(local, Duration.between(local.instant(), inventory.observed()));
    }

    private void warnOfCutTimeouts(RunTiming timing) {
        for (Policy each : settings.policies()) {
            Duration timeout = each.waiting().timeout();
            if (timing.cuts(timeout)) {
                listener.warned(
                        "policy %s waits for %s, but its Job ends at %s: the wait is cut to that"
                                .formatted(each.name(), timeout, timing.end().orElseThrow()));
            }
        }
    }

    /** Claims that get no snapshot in this run have their outcome from the plan. */
    private void settleWithoutSnapshot(ClaimPlan claim) {
        switch (claim.decision()) {
            case Decision.Due _ -> {}
            case Decision.NotDue(_, String reason) -> finish(claim, new Outcome.Skipped(reason));
            case Decision.Skip(_, String reason) -> finish(claim, new Outcome.Skipped(reason));
            case Decision.NoPolicy() -> finish(claim, new Outcome.Skipped("no policy selects it"));
            case Decision.UnknownPolicy(_, String reason) ->
                    finish(claim, new Outcome.Failed(reason, false));
            case Decision.Unsupported(Policy policy, String reason) ->
                    finish(
                            claim,
                            policy.unsupported() == Policy.OnUnsupported.FAIL
                                    ? new Outcome.Failed(reason, false)
                                    : new Outcome.Skipped(reason));
        }
    }

    /** Returns false if the run was told to stop. */
    private boolean takeAndWait(Plan plan, RunTiming timing, Clock clock) {
        Wait wait = new Wait(cluster, scope, run, timing, clock, sleeper, this::finish);
        try {
            for (ClaimPlan each : plan.claims()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                switch (each.decision()) {
                    case Decision.Take take -> {
                        wait.untilInFlightBelow(settings.limits().inFlight());
                        take.warnings()
                                .forEach(warning -> listener.warned(each.claim().name() + ": " + warning));
                        take(each, take, wait);
                    }
                    case Decision.Adopt(Policy policy, Snapshot snapshot, String reason) -> {
                        listener.adopted(each.claim().name(), snapshot, reason);
                        wait.add(each, policy, snapshot, Optional.empty());
                    }
                    default -> {}
                }
            }
            wait.untilDone();
            return true;
        } catch (InterruptedException stopped) {
            wait.giveUp(new Outcome.Failed("the run was stopped before its snapshot was ready", true));
            plan.claims().stream()
                    .filter(each -> !results.containsKey(each.claim().name()))
                    .forEach(
                            each ->
                                    finish(
                                            each,
                                            new Outcome.Failed("the run was stopped before its turn", true)));
            return false;
        }
    }

    private void take(ClaimPlan claim, Decision.Take take, Wait wait) {
        asked++;
        try {
            Snapshot created = cluster.create(take.request());
            listener.requested(claim.claim().name(), created);
            wait.add(claim, take.policy(), created, take.request().driver());
        } catch (ApiFailure failure) {
            switch (failure.kind()) {
                case ALREADY_EXISTS -> adoptExisting(claim, take, wait);
                case NAMESPACE_TERMINATING ->
                        finish(claim, new Outcome.Skipped("its namespace is being deleted"));
                default -> {
                    forbidden += failure.kind() == ApiFailure.Kind.FORBIDDEN ? 1 : 0;
                    finish(claim, new Outcome.Failed(failure.getMessage(), failure.retryMayHelp()));
                }
            }
        }
    }

    /** The name is taken: by an earlier attempt of this very run, or by somebody who copied our names. */
    private void adoptExisting(ClaimPlan claim, Decision.Take take, Wait wait) {
        try {
            Optional<Snapshot> existing = cluster.snapshot(take.request().name());
            if (existing.isEmpty()) {
                finish(
                        claim,
                        new Outcome.Failed(
                                "a snapshot %s existed, and was deleted by somebody else at once"
                                        .formatted(take.request().name()),
                                true));
                return;
            }
            if (!isThisRunsOf(claim.claim(), existing.get())) {
                finish(
                        claim,
                        new Outcome.Failed(
                                "a snapshot %s exists already and is not of this run"
                                        .formatted(take.request().name()),
                                false));
                return;
            }
            listener.adopted(claim.claim().name(), existing.get(), "asked for by this run before");
            wait.add(claim, take.policy(), existing.get(), take.request().driver());
        } catch (ApiFailure failure) {
            finish(claim, new Outcome.Failed(failure.getMessage(), failure.retryMayHelp()));
        }
    }

    private boolean isThisRunsOf(Claim claim, Snapshot snapshot) {
        return Ownership.judge(snapshot, run.instance()) instanceof Ownership.Ours(var origin)
                && origin.runUid().equals(run.uid())
                && origin.claimUid().equals(claim.uid());
    }

    private List<Expiry> expire(Plan first) {
        try {
            Inventory inventory = cluster.inventory(scope);
            forgiveLostClaims(inventory);
            return new Expirer(cluster, listener).expire(first, planner.decide(inventory), results);
        } catch (ApiFailure failure) {
            problems.add(
                    new RunProblem(
                            "nothing was expired, because the second look at the cluster failed: "
                                    + failure.getMessage(),
                            failure.retryMayHelp()));
            return List.of();
        }
    }

    /** A claim that was deleted in mid-run has not failed: there is nothing left to snapshot. */
    private void forgiveLostClaims(Inventory inventory) {
        Map<ObjectName, String> living =
                inventory.claims().stream().collect(Collectors.toMap(Claim::name, Claim::uid));
        results.replaceAll(
                (name, result) -> {
                    boolean lost = !result.claim().uid().equals(living.get(name));
                    return lost && result.outcome() instanceof Outcome.Failed
                            ? finished(result, new Outcome.Skipped("the claim was deleted meanwhile"))
                            : result;
                });
    }

    private ClaimResult finished(ClaimResult before, Outcome outcome) {
        ClaimResult result = new ClaimResult(before.claim(), before.decision(), outcome);
        listener.finished(result);
        return result;
    }

    private void finish(ClaimPlan claim, Outcome outcome) {
        ClaimResult result = new ClaimResult(claim.claim(), claim.decision(), outcome);
        results.put(claim.claim().name(), result);
        listener.finished(result);
    }
}
