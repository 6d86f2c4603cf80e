package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.plan.Histories.Owned;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Decides what a run does about each claim of one inventory. */
final class Decider {
    private final Settings settings;
    private final Run run;
    private final Instant now;
    private final PolicyChoice policies;
    private final ClassChoice classes;
    private final Adoption adoption;
    private final NewSnapshot newSnapshot;

    Decider(Settings settings, Run run, Inventory inventory) {
        this.settings = settings;
        this.run = run;
        this.now = inventory.observed();
        this.policies = new PolicyChoice(settings.policies(), inventory);
        this.classes = new ClassChoice(inventory);
        this.adoption = new Adoption(run, settings.unreadyExpireAfter(), now);
        this.newSnapshot = new NewSnapshot(settings, run, now);
    }

    /**
     * @param history of the claim, newest first
     */
    Decision decide(Claim claim, List<Owned> history) {
        if ("false".equals(claim.annotations().get(Claim.SNAPSHOT_ANNOTATION))) {
            return Decision.skip(
                    Optional.empty(),
                    "its annotation %s is false".formatted(Claim.SNAPSHOT_ANNOTATION));
        }
        Optional<Policy> policy = policies.policyOf(claim);
        if (policy.isEmpty()) {
            return PolicyChoice.named(claim)
                    .filter(_ -> policies.wouldSelect(claim))
                    .map(this::unknown)
                    .orElseGet(Decision::noPolicy);
        }
        return whySkip(claim)
                .map(reason -> Decision.skip(policy, reason))
                .orElseGet(() -> due(claim, policy.get(), history));
    }

    List<String> unmatched(List<Claim> claims) {
        return policies.unmatched(claims);
    }

    private Decision unknown(String name) {
        List<String> names = settings.policies().stream().map(Policy::name).toList();
        return Decision.unknownPolicy(
                "its annotation %s names the policy \"%s\", which does not exist (there are: %s)"
                        .formatted(Claim.POLICY_ANNOTATION, name, String.join(", ", names)));
    }

    private static Optional<String> whySkip(Claim claim) {
        if (claim.deleting()) {
            return Optional.of("it is being deleted");
        }
        if (claim.ephemeral()) {
            return Optional.of("it is the ephemeral volume of a pod");
        }
        return claim.phase() == Claim.Phase.PENDING
                ? Optional.of("it is not bound to a volume")
                : Optional.empty();
    }

    private Decision due(Claim claim, Policy policy, List<Owned> history) {
        Optional<Owned> thisRuns =
                history.stream().filter(each -> each.origin().isOf(run, claim.uid())).findFirst();
        if (thisRuns.isPresent()) {
            return new Decision.Adopt(
                    policy, thisRuns.get().snapshot(), "taken by an earlier pod of this run");
        }
        Optional<String> notDue =
                DueRule.whyNot(
                        policy.every(), lastScheduled(policy, history), run, settings.timeZone());
        if (notDue.isPresent()) {
            return Decision.notDue(policy, notDue.get());
        }
        return switch (classes.choose(claim, policy)) {
            case ClassChoice.Unsupported(String reason) ->
                    history.isEmpty()
                            ? Decision.unsupported(policy, reason)
                            : Decision.impossible(policy, reason + ", although it has snapshots");
            case ClassChoice.Impossible(String reason) -> Decision.impossible(policy, reason);
            case ClassChoice.Unknown(String reason) -> Decision.unknownClass(policy, reason);
            case ClassChoice.Chosen chosen ->
                    adoption.of(claim, policy, history, chosen.snapshotClass())
                            .orElseGet(() -> newSnapshot.of(claim, policy, history, chosen));
        };
    }

    /**
     * The nominal time of the newest scheduled snapshot that is ready, or may still become so in
     * the time that its policy gives it. Nominal times after this run's own say nothing about it:
     * they come from a clock that was wrong.
     */
    private Optional<Instant> lastScheduled(Policy policy, List<Owned> history) {
        Instant since = now.minus(policy.waiting().timeout());
        return history.stream()
                .filter(each -> each.origin().trigger() == Run.Trigger.SCHEDULED)
                .filter(each ->
                        each.snapshot().ready()
                                || each.snapshot().takenAt().isPresent()
                                        && each.snapshot().created().isAfter(since))
                .filter(each -> !each.snapshot().deleting())
                .map(each -> each.origin().nominal())
                .filter(nominal -> !nominal.isAfter(run.nominal()))
                .max(Comparator.naturalOrder());
    }
}
