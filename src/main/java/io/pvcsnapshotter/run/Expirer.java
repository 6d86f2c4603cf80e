package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Cluster;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Deletes what two plans, one from before and one from after the wait, both delete, one snapshot after the other.
 *
 * <p>Of a claim without a ready snapshot of this run nothing good is deleted. Each deletion holds only for the object as
 * the second plan saw it, so that a hold that was set meanwhile is honoured.
 */
final class Expirer {
    private final Cluster cluster;
    private final RunListener listener;

    Expirer(Cluster cluster, RunListener listener) {
        this.cluster = cluster;
        this.listener = listener;
    }

    List<Expiry> expire(Plan first, Plan second, Map<ObjectName, ClaimResult> results) {
        Set<String> foreseen = deletions(first).map(each -> each.snapshot().uid()).collect(Collectors.toSet());
        List<Judgement> due = new ArrayList<>();
        for (ClaimPlan claim : second.claims()) {
            claim.deletions()
                    .filter(each -> foreseen.contains(each.snapshot().uid()))
                    .filter(each -> mayGo(each, results.get(claim.claim().name())))
                    .sorted(Comparator.comparing(Judgement::snapshot, Snapshot.OLDEST_FIRST))
                    .forEach(due::add);
        }
        second.orphans().stream()
                .flatMap(Plan.LostClaim::deletions)
                .filter(each -> foreseen.contains(each.snapshot().uid()))
                .forEach(due::add);
        return due.stream().map(this::delete).toList();
    }

    private static Stream<Judgement> deletions(Plan plan) {
        return Stream.concat(
                plan.claims().stream().flatMap(ClaimPlan::deletions),
                plan.orphans().stream().flatMap(Plan.LostClaim::deletions));
    }

    private static boolean mayGo(Judgement judgement, ClaimResult result) {
        return switch (judgement.fate()) {
            case Judgement.Leftover _ -> true;
            case Judgement.Expired _ -> result != null && result.isGood();
            case Judgement.Kept _, Judgement.SetAside _ -> false;
        };
    }

    private Expiry delete(Judgement judgement) {
        Expiry expiry = attempt(judgement);
        listener.expired(judgement, expiry);
        return expiry;
    }

    private Expiry attempt(Judgement judgement) {
        if (Thread.currentThread().isInterrupted()) {
            return new Expiry.LeftAlone(judgement.snapshot(), "the run was stopped");
        }
        try {
            return switch (cluster.delete(judgement.snapshot())) {
                case ACCEPTED -> new Expiry.Deleted(judgement.snapshot());
                case GONE -> new Expiry.LeftAlone(judgement.snapshot(), "it is gone already");
                case CHANGED ->
                        new Expiry.LeftAlone(
                                judgement.snapshot(), "it changed meanwhile, the next run decides");
            };
        } catch (ApiFailure failure) {
            return new Expiry.Refused(
                    judgement.snapshot(), failure.getMessage(), failure.retryMayHelp());
        }
    }
}
