package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.Metadata;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.plan.Histories.Owned;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import io.pvcsnapshotter.plan.Plan.LostClaim;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns an inventory into a {@link Plan}. */
public final class Planner {
    /**
     * Snapshots of one claim that are taken and not ready: with so many of them no other is added.
     */
    private static final int MOST_UPLOADING = 2;

    private final Settings settings;
    private final Run run;
    private final Narrowing narrowing;

    public Planner(Settings settings, Run run, Narrowing narrowing) {
        this.settings = settings;
        this.run = run;
        this.narrowing = narrowing;
    }

    /**
     * Decides before anything is done: what expires is judged as though each new snapshot will be
     * ready.
     */
    public Plan foresee(Inventory inventory) {
        return new Judged(inventory).plan(true);
    }

    /** Decides after the wait: only what is ready counts. */
    public Plan decide(Inventory inventory) {
        return new Judged(inventory).plan(false);
    }

    /** One inventory, with what is looked up in it many times. */
    private final class Judged {
        private final Inventory inventory;
        private final Histories histories;
        private final PolicyChoice policies;
        private final ClassChoice classes;
        private final SnapshotJudge judge;

        Judged(Inventory inventory) {
            this.inventory = inventory;
            this.histories = new Histories(inventory, run.instance());
            this.policies = new PolicyChoice(settings.policies(), inventory);
            this.classes = new ClassChoice(inventory);
            this.judge = new SnapshotJudge(settings, inventory);
        }

        Plan plan(boolean foreseeing) {
            List<ClaimPlan> claims =
                    inventory.claims().stream()
                            .filter(each -> narrowing.includes(each.name()))
                            .sorted(Comparator.comparing(Claim::name))
                            .map(each -> plan(each, foreseeing))
                            .toList();
            return new Plan(
                    inventory.observed(),
                    claims,
                    narrowing.isNone() ? orphans() : List.of(),
                    histories.foreign(),
                    narrowing.isNone() ? policies.unmatched(inventory.claims()) : List.of());
        }

        private ClaimPlan plan(Claim claim, boolean foreseeing) {
            List<Owned> history = histories.of(claim);
            Decision decision = decide(claim, history);
            Optional<Owned> projected = foreseeing ? projected(decision) : Optional.empty();
            return judge.judge(claim, decision, history, projected);
        }

        private List<LostClaim> orphans() {
            OrphanRule rule = new OrphanRule(settings, inventory, judge);
            return histories.orphans().values().stream().map(rule::judge).toList();
        }

        private Decision decide(Claim claim, List<Owned> history) {
            if ("false".equals(claim.annotations().get(Claim.SNAPSHOT_ANNOTATION))) {
                return new Decision.Skip(
                        Optional.empty(),
                        "its annotation %s is false".formatted(Claim.SNAPSHOT_ANNOTATION));
            }
            Optional<Policy> policy = policies.policyOf(claim);
            if (policy.isEmpty()) {
                return PolicyChoice.named(claim)
                        .<Decision>map(name -> unknown(name))
                        .orElseGet(Decision.NoPolicy::new);
            }
            Optional<Decision> skip =
                    whySkip(claim).map(reason -> new Decision.Skip(policy, reason));
            return skip.orElseGet(() -> due(claim, policy.get(), history));
        }

        private Decision.UnknownPolicy unknown(String name) {
            List<String> names = settings.policies().stream().map(Policy::name).toList();
            return new Decision.UnknownPolicy(
                    name,
                    "its annotation %s names the policy \"%s\", which does not exist (there are: %s)"
                            .formatted(Claim.POLICY_ANNOTATION, name, String.join(", ", names)));
        }

        private Optional<String> whySkip(Claim claim) {
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
                    history.stream().filter(each -> isThisRuns(each, claim)).findFirst();
            if (thisRuns.isPresent()) {
                return new Decision.Adopt(
                        policy, thisRuns.get().snapshot(), "taken by an earlier pod of this run");
            }
            Optional<String> notDue =
                    DueRule.whyNot(
                            policy.every(), lastScheduled(history), run, settings.timeZone());
            if (notDue.isPresent()) {
                return new Decision.NotDue(policy, notDue.get());
            }
            return switch (classes.choose(claim, policy)) {
                case ClassChoice.Impossible(String reason) ->
                        new Decision.Unsupported(policy, reason);
                case ClassChoice.Unknown(String reason) ->
                        new Decision.UnknownClass(policy, reason);
                case ClassChoice.Chosen chosen ->
                        adoptable(claim, policy, history, chosen.snapshotClass())
                                .orElseGet(() -> take(claim, policy, history, chosen));
            };
        }

        /**
         * Nominal times after this run's own say nothing about it: they come from a clock that was
         * wrong.
         */
        private Optional<Instant> lastScheduled(List<Owned> history) {
            return history.stream()
                    .filter(each -> each.origin().trigger() == Run.Trigger.SCHEDULED)
                    .filter(each -> each.snapshot().takenAt().isPresent())
                    .filter(each -> !each.snapshot().deleting())
                    .map(each -> each.origin().nominal())
                    .filter(nominal -> !nominal.isAfter(run.nominal()))
                    .max(Comparator.naturalOrder());
        }

        /**
         * @param snapshotClass absent where the snapshot controller chooses it, and then writes its
         *     choice into the snapshot
         */
        private Optional<Decision> adoptable(
                Claim claim, Policy policy, List<Owned> history, Optional<String> snapshotClass) {
            List<Owned> unready =
                    history.stream()
                            .filter(each -> each.origin().claimUid().equals(claim.uid()))
                            .filter(each -> !each.snapshot().ready())
                            .filter(each -> !each.snapshot().deleting())
                            .toList();
            Optional<Owned> untaken =
                    unready.stream()
                            .filter(each -> each.snapshot().takenAt().isEmpty())
                            .filter(each -> each.origin().trigger() == run.trigger())
                            .filter(each ->
                                    snapshotClass.isEmpty()
                                            || each.snapshot()
                                                    .snapshotClass()
                                                    .equals(snapshotClass))
                            .filter(each -> !isLeftover(each.snapshot()))
                            .findFirst();
            if (untaken.isPresent()) {
                return Optional.of(
                        new Decision.Adopt(
                                policy,
                                untaken.get().snapshot(),
                                "an earlier run asked for it and it is not taken yet"));
            }
            List<Owned> uploading =
                    unready.stream().filter(each -> each.snapshot().takenAt().isPresent()).toList();
            if (uploading.size() < MOST_UPLOADING) {
                return Optional.empty();
            }
            return Optional.of(
                    new Decision.Adopt(
                            policy,
                            uploading.getFirst().snapshot(),
                            "%d snapshots of the claim are taken and not ready; no other is added"
                                    .formatted(uploading.size())));
        }

        private boolean isLeftover(Snapshot snapshot) {
            return snapshot.created()
                    .plus(settings.unreadyExpireAfter())
                    .isBefore(inventory.observed());
        }

        private Decision.Take take(
                Claim claim, Policy policy, List<Owned> history, ClassChoice.Chosen chosen) {
            Ownership.Marks marks =
                    Ownership.marks(
                            run,
                            claim.name(),
                            claim.uid(),
                            policy.name(),
                            SettlingRule.recorded(policy.retain()),
                            settings.timeZone().getId());
            Map<String, String> annotations =
                    joined(policy.snapshotAnnotations(), marks.annotations());
            inForceSince(policy, history)
                    .ifPresent(
                            since -> annotations.put(Ownership.RETENTION_SINCE, since.toString()));
            SnapshotRequest request =
                    new SnapshotRequest(
                            new ObjectName(claim.name().namespace(), marks.name()),
                            claim.name().name(),
                            chosen.snapshotClass(),
                            chosen.driver(),
                            joined(policy.snapshotLabels(), marks.labels()),
                            annotations);
            return new Decision.Take(policy, request, chosen.warnings());
        }

        private Optional<Instant> inForceSince(Policy policy, List<Owned> history) {
            return SettlingRule.of(policy.retain(), settings)
                    .inForceSince(history)
                    .filter(since -> since.isBefore(inventory.observed()));
        }

        /** Ours win over the user's. */
        private Map<String, String> joined(Map<String, String> users, Map<String, String> ours) {
            Map<String, String> all = new HashMap<>(users);
            all.putAll(ours);
            return all;
        }

        private boolean isThisRuns(Owned owned, Claim claim) {
            return owned.origin().runUid().equals(run.uid())
                    && owned.origin().claimUid().equals(claim.uid());
        }

        /** The snapshot that a claim will have when all goes well. */
        private Optional<Owned> projected(Decision decision) {
            if (!(decision instanceof Decision.Due due)
                    || due.policy().waiting().until() != Policy.Until.READY) {
                return Optional.empty();
            }
            Snapshot hoped =
                    switch (due) {
                        case Decision.Take take -> asReady(take.request(), inventory.observed());
                        case Decision.Adopt adopt ->
                                asReady(adopt.snapshot(), inventory.observed());
                    };
            return Ownership.judge(hoped, run.instance()) instanceof Ownership.Ours(var origin)
                    ? Optional.of(new Owned(hoped, origin))
                    : Optional.empty();
        }
    }

    private static Snapshot asReady(SnapshotRequest request, Instant now) {
        Metadata metadata =
                new Metadata(
                        request.name(),
                        "",
                        "",
                        request.labels(),
                        request.annotations(),
                        now,
                        false);
        Snapshot.Spec spec =
                new Snapshot.Spec(Optional.of(request.claim()), request.snapshotClass());
        return asReady(new Snapshot(metadata, false, spec, Optional.empty()), now);
    }

    private static Snapshot asReady(Snapshot found, Instant now) {
        Optional<Instant> taken = found.takenAt().or(() -> Optional.of(now));
        return found.with(new Snapshot.Status(taken, true, Optional.empty()));
    }
}
