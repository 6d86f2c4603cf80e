package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Look;
import io.pvcsnapshotter.cluster.Snapshots;
import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import io.pvcsnapshotter.plan.Plan.DueClaim;
import io.pvcsnapshotter.plan.Plan.Stuck;
import io.pvcsnapshotter.plan.Planner;
import io.pvcsnapshotter.run.RunResult.RunProblem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One run: lists, plans, takes the snapshots, waits for them, lists and plans again, and only then
 * expires.
 */
public final class SnapshotRun {
    private final Snapshots cluster;
    private final Assignment assignment;
    private final Surroundings surroundings;
    private final Consumer<RunNews> news;
    private final Planner planner;

    private final Map<ObjectName, ClaimResult> results = new TreeMap<>();
    private final List<RunProblem> problems = new ArrayList<>();
    private boolean forbidden;

    public SnapshotRun(
            Snapshots cluster,
            Assignment assignment,
            Surroundings surroundings,
            Consumer<RunNews> news) {
        this.cluster = cluster;
        this.assignment = assignment;
        this.surroundings = surroundings;
        this.news = news;
        this.planner = new Planner(assignment.settings(), assignment.run(), assignment.narrowing());
    }

    /**
     * @throws ApiFailure if the cluster cannot be listed, before anything is written
     */
    public RunResult run() {
        Begun begun = begin();
        boolean waited = begun.waited();
        List<Deletion> deletions = waited ? lookAgain(begun.foreseen()) : List.of();
        boolean stopped = !waited || Thread.currentThread().isInterrupted();
        if (stopped) {
            problems.add(new RunProblem("the run was stopped before it was done", true));
        }
        RunResult result =
                new RunResult(
                        List.copyOf(results.values()),
                        deletions,
                        problems,
                        begun.postponed(),
                        forbidden,
                        stopped);
        news.accept(new RunNews.Ended(result));
        return result;
    }

    /**
     * What is remembered of the first look at the cluster when it is looked at again: there has to
     * be room for what is found then.
     *
     * @param foreseen the uids of the snapshots that the first plan deletes
     * @param waited false if the run was told to stop
     */
    private record Begun(Set<String> foreseen, List<String> postponed, boolean waited) {}

    private Begun begin() {
        FirstPlan first = plan();
        return new Begun(first.deletions(), first.postponed(), takeAndWait(first));
    }

    private FirstPlan plan() {
        Look look = cluster.look(assignment.reach());
        Clock clock = agreeingWith(look.inventory());
        RunTiming timing = RunTiming.of(assignment.job(), clock.instant());
        Plan plan = planner.foresee(look.inventory());
        news.accept(new RunNews.Planned(plan));
        plan.unmatched().forEach(each -> problems.add(new RunProblem(each, false)));
        plan.stuck()
                .filter(Stuck::isFailure)
                .ifPresent(each -> problems.add(new RunProblem(each.sentence(), false)));
        warnOfCutTimeouts(timing);
        plan.claims().forEach(this::settleWithoutSnapshot);
        return FirstPlan.of(plan, look.bookmark(), clock, timing);
    }

    /** All times in the cluster are the API server's; the pod's clock may differ. */
    private Clock agreeingWith(Inventory inventory) {
        Clock local = surroundings.clock();
        return Clock.offset(local, Duration.between(local.instant(), inventory.observed()));
    }

    private void warnOfCutTimeouts(RunTiming timing) {
        for (Policy each : assignment.settings().policies()) {
            Duration timeout = each.waiting().timeout();
            if (timing.cuts(timeout)) {
                news.accept(
                        new RunNews.Warned(
                                "policy %s waits for %s, but its Job leaves time until %s: the wait is cut to that"
                                        .formatted(
                                                each.name(),
                                                DurationWords.timeout(timeout),
                                                timing.end().orElseThrow())));
            }
        }
    }

    /** Claims that get no snapshot in this run have their outcome from the plan. */
    private void settleWithoutSnapshot(ClaimPlan claim) {
        if (claim.decision() instanceof Decision.Without decision) {
            Outcome outcome =
                    decision.mistake().isPresent()
                            ? new Outcome.Failed(decision.reason(), false)
                            : new Outcome.Skipped(decision.reason());
            finish(new ClaimResult(claim.claim(), decision, outcome));
        }
    }

    /** Returns false if the run was told to stop. */
    private boolean takeAndWait(FirstPlan first) {
        Surroundings agreeing = surroundings.with(first.clock());
        InFlight places = new InFlight(assignment.settings().limits().inFlight());
        List<ClaimInFlight> claims =
                first.due().stream().map(each -> inFlight(each, first, places)).toList();
        Requests requests = new Requests(cluster, assignment, first.known(), agreeing);
        Taking taking = new Taking(claims, places, requests, agreeing, first.timing().started());
        try {
            taking.takeAndWait();
            forbidden = taking.wasForbidden();
            return true;
        } catch (InterruptedException stopped) {
            return false;
        }
    }

    private ClaimInFlight inFlight(DueClaim due, FirstPlan first, InFlight places) {
        Duration timeout = due.decision().policy().waiting().timeout();
        return new ClaimInFlight(
                due, first.timing().until(timeout), places, first.clock(), news, this::finish);
    }

    private void finish(DueClaim claim, Outcome outcome) {
        finish(new ClaimResult(claim.claim(), claim.decision(), outcome));
    }

    /** Looks at the cluster once more, if there is a reason to, and expires. */
    private List<Deletion> lookAgain(Set<String> foreseen) {
        try {
            if (needsSecondLook(foreseen)) {
                return expire(foreseen);
            }
            if (results.values().stream().anyMatch(ClaimResult::isGood)) {
                judgeLostClaims(cluster.claims(assignment.reach()));
            }
        } catch (ApiFailure failure) {
            problems.add(
                    new RunProblem(
                            "nothing was expired, because the second look at the cluster failed: "
                                    + failure.getMessage(),
                            failure.anotherPodMayHelp()));
        }
        return List.of();
    }

    private List<Deletion> expire(Set<String> foreseen) {
        Instant listed = surroundings.clock().instant();
        List<List<Judgement>> doomed = planAgain(foreseen);
        RestoreSources restores =
                new RestoreSources(cluster, assignment.reach(), surroundings.clock(), listed);
        return new Deleter(cluster, restores, surroundings.executor(), news).delete(doomed);
    }

    /** Returns what both plans delete; nothing else of the second look is kept. */
    private List<List<Judgement>> planAgain(Set<String> foreseen) {
        Inventory inventory = cluster.look(assignment.reach()).inventory();
        judgeLostClaims(inventory.claims());
        Plan second = planner.decide(inventory);
        reportStalled(second);
        return Doomed.byBoth(foreseen, second, results);
    }

    /**
     * Most runs of an hourly CronJob with a daily policy end here, having listed the cluster once.
     */
    private boolean needsSecondLook(Set<String> foreseen) {
        return !foreseen.isEmpty()
                || results.values().stream()
                        .map(ClaimResult::outcome)
                        .anyMatch(each ->
                                each instanceof Outcome.Failed || each instanceof Outcome.Taken);
    }

    /**
     * With {@code for = taken} a run ends before its snapshot is ready, so that it falls to the
     * next one to notice that it never became so.
     */
    private void reportStalled(Plan second) {
        for (ClaimPlan each : second.claims()) {
            ClaimResult result = results.get(each.claim().name());
            if (result != null
                    && result.outcome() instanceof Outcome.Taken
                    && result.decision() instanceof Decision.Due due) {
                Duration timeout = due.policy().waiting().timeout();
                stalled(each, second.observed().minus(timeout))
                        .map(snapshot ->
                                new Outcome.Failed(
                                        "its earlier snapshot %s, taken at %s, is still not ready"
                                                .formatted(snapshot.name().name(), snapshot.time()),
                                        true))
                        .ifPresent(outcome ->
                                results.put(each.claim().name(), finished(result, outcome)));
            }
        }
    }

    /**
     * An earlier snapshot of the claim that has been taken for longer than its policy waits, and is
     * not ready.
     */
    private Optional<Snapshot> stalled(ClaimPlan claim, Instant latest) {
        return claim.snapshots().stream()
                .map(Judgement::snapshot)
                .filter(each -> !each.ready() && !each.deleting())
                .filter(each -> !Ownership.isOf(each, assignment.run(), claim.claim().uid()))
                .filter(each -> each.takenAt().filter(latest::isAfter).isPresent())
                .findFirst();
    }

    /**
     * A claim that was deleted in mid-run has not failed: there is nothing left to snapshot. It has
     * no snapshot either, if another claim of its name was there when the storage made it.
     */
    private void judgeLostClaims(List<Claim> claims) {
        Map<ObjectName, Claim> living =
                claims.stream().collect(Collectors.toMap(Claim::name, Function.identity()));
        results.replaceAll((name, result) -> {
            Optional<Claim> now = Optional.ofNullable(living.get(name));
            Optional<Claim> same = now.filter(each -> each.uid().equals(result.claim().uid()));
            return same.map(each -> new ClaimResult(each, result.decision(), result.outcome()))
                    .or(() ->
                            whyLost(result.outcome(), now)
                                    .map(reason -> finished(result, new Outcome.Skipped(reason))))
                    .orElse(result);
        });
    }

    private static Optional<String> whyLost(Outcome outcome, Optional<Claim> successor) {
        Optional<Instant> taken =
                switch (outcome) {
                    case Outcome.Ready(Instant time) -> Optional.of(time);
                    case Outcome.Taken(Instant time) -> Optional.of(time);
                    case Outcome.Failed _, Outcome.Skipped _ -> Optional.empty();
                };
        if (outcome instanceof Outcome.Failed) {
            return Optional.of("the claim was deleted meanwhile");
        }
        return taken.flatMap(time -> successor.filter(each -> !time.isBefore(each.created())))
                .map(_ ->
                        "the claim was deleted and made anew meanwhile, and its snapshot is of the new one");
    }

    private ClaimResult finished(ClaimResult before, Outcome outcome) {
        ClaimResult result = new ClaimResult(before.claim(), before.decision(), outcome);
        news.accept(new RunNews.Finished(result));
        return result;
    }

    private void finish(ClaimResult result) {
        results.put(result.claim().name(), result);
        news.accept(new RunNews.Finished(result));
    }
}
