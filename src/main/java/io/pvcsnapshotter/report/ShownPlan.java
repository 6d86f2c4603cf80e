package io.pvcsnapshotter.report;

import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.KeptAtMost;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import io.pvcsnapshotter.plan.Plan.LostClaim;
import java.util.List;

/**
 * What of a plan a person wants to see. The totals are always those of the whole.
 *
 * @param claims to show
 * @param orphans to show
 * @param kept how many snapshots each policy keeps at most, if that is wanted
 */
public record ShownPlan(
        Plan plan, List<ClaimPlan> claims, List<LostClaim> orphans, List<KeptAtMost> kept) {
    public ShownPlan {
        claims = List.copyOf(claims);
        orphans = List.copyOf(orphans);
        kept = List.copyOf(kept);
    }

    /**
     * @param atLeast how many ready snapshots of each claim stay whatever its retention is
     */
    public static ShownPlan whole(Plan plan, int atLeast) {
        return new ShownPlan(plan, plan.claims(), plan.orphans(), KeptAtMost.of(plan, atLeast));
    }

    /** Only what would be done or is wrong: nothing that stays as it is. */
    public static ShownPlan changes(Plan plan) {
        return new ShownPlan(
                plan,
                plan.claims().stream()
                        .map(ShownPlan::withoutKept)
                        .filter(ShownPlan::changes)
                        .toList(),
                plan.orphans().stream()
                        .map(ShownPlan::withoutKept)
                        .filter(each -> !each.snapshots().isEmpty())
                        .toList(),
                List.of());
    }

    private static boolean changes(ClaimPlan claim) {
        return claim.decision() instanceof Decision.Due
                || claim.decision().mistake().isPresent()
                || !claim.snapshots().isEmpty()
                || !claim.postponed().isEmpty();
    }

    private static ClaimPlan withoutKept(ClaimPlan claim) {
        return new ClaimPlan(
                claim.claim(), claim.decision(), deleted(claim.snapshots()), claim.postponed());
    }

    private static LostClaim withoutKept(LostClaim lost) {
        return new LostClaim(
                lost.namespace(), lost.claim(), lost.claimUid(), deleted(lost.snapshots()));
    }

    private static List<Judgement> deleted(List<Judgement> snapshots) {
        return snapshots.stream().filter(Judgement::deletes).toList();
    }

    /** Whether there is nothing to say but the totals. */
    boolean isEmpty() {
        return claims.isEmpty()
                && orphans.isEmpty()
                && plan.foreign().isEmpty()
                && plan.unmatched().isEmpty()
                && plan.postponed().isEmpty();
    }
}
