package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.plan.Histories.Owned;
import io.pvcsnapshotter.plan.Judgement.Fate;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import io.pvcsnapshotter.plan.Plan.LostClaim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of a claim's snapshots stay and which go: the rules, in the order in which they decide.
 *
 * <p>What may not be deleted is sorted out first and counts for nothing; of the rest, retention
 * says what is kept; and what would go still stays where the claim gets no new snapshot in this
 * run, where a changed retention has not settled, and beyond the number that a run may delete.
 */
final class ExpiryRules {
    /** With more than these it begins anew. */
    private static final int MOST_REASONS = 10_000;

    private final Settings settings;
    private final Run run;
    private final Instant now;
    private final Verdicts.Rule protection;
    private final Verdicts.Rule pace;
    private final Map<List<String>, List<String>> reasons = new HashMap<>();

    ExpiryRules(Settings settings, Run run, Inventory inventory) {
        this.settings = settings;
        this.run = run;
        this.now = inventory.observed();
        this.protection = new Protection(inventory);
        this.pace = new PaceRule(settings.limits().expirePerClaim());
    }

    ClaimPlan judge(Claim claim, Decision decision, Hope hope) {
        List<Verdicts.Rule> rules = new ArrayList<>();
        Optional<Policy> policy = decision.policyOfClaim();
        Optional<Retention> retain = policy.flatMap(Policy::retain);
        rules.add(protection);
        if (policy.isPresent() || claim.deleting()) {
            rules.add(LeftoverRule.of(claim, decision, run, settings.unreadyExpireAfter(), now));
        }
        rules.add(new UnreadyRule());
        rules.addAll(retain.map(this::retention).orElseGet(() -> List.of(keepingAll(policy))));
        rules.add(verdicts ->
                verdicts.keep(each -> each.owned().origin().isOf(run, claim.uid()), "of this run"));
        rules.add(hope::fulfilled);
        if (!(decision instanceof Decision.Due)) {
            rules.add(verdicts ->
                    verdicts.keepExpiring(
                            "the claim gets no snapshot in this run, so nothing expires"));
        } else if (retain.isPresent()) {
            rules.add(SettlingRule.of(retain, settings).rule(hope.hoped(), now));
        }
        rules.add(pace);
        Verdicts verdicts = Verdicts.undecided(hope.hoped()).through(rules);
        return new ClaimPlan(claim, decision, judgements(verdicts), verdicts.postponed());
    }

    private List<Verdicts.Rule> retention(Retention retain) {
        int atLeast = settings.limits().atLeast();
        return List.of(
                new TiersRule(retain, settings.timeZone(), atLeast),
                new ManualRule(retain, settings.timeZone(), atLeast, now));
    }

    private static Verdicts.Rule keepingAll(Optional<Policy> policy) {
        String reason =
                policy.isPresent()
                        ? "its policy has no retention: nothing expires"
                        : "no policy selects the claim: nothing expires";
        return verdicts ->
                verdicts.decide(
                        each -> Optional.of(new Judgement(each.snapshot(), Fate.KEPT, reason)));
    }

    /**
     * @param owned never empty, newest first
     */
    LostClaim judgeLost(List<Owned> owned) {
        Owned newest = owned.getFirst();
        List<Verdicts.Rule> rules = List.of(protection, OrphanRule.of(owned, settings, now), pace);
        return new LostClaim(
                newest.snapshot().namespace(),
                newest.snapshot().claim().orElse(""),
                newest.origin().claimUid(),
                judgements(Verdicts.undecided(owned).through(rules)));
    }

    /** Most claims' snapshots have the same few reasons; those are in memory once. */
    private List<Judgement> judgements(Verdicts verdicts) {
        if (reasons.size() > MOST_REASONS) {
            reasons.clear();
        }
        return verdicts.judgements().stream()
                .map(each ->
                        new Judgement(
                                each.snapshot(),
                                each.fate(),
                                reasons.computeIfAbsent(each.reasons(), same -> same)))
                .toList();
    }
}
