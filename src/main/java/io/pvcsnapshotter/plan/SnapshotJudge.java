package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Histories.Owned;
import io.pvcsnapshotter.plan.Judgement.Expired;
import io.pvcsnapshotter.plan.Judgement.Fate;
import io.pvcsnapshotter.plan.Judgement.Kept;
import io.pvcsnapshotter.plan.Judgement.Leftover;
import io.pvcsnapshotter.plan.Judgement.SetAside;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges every snapshot of a claim: kept, set aside, expired or left over.
 *
 * <p>What may not be deleted is sorted out first and counts for nothing; of the rest, retention
 * says what is kept; and what would go still stays where the claim gets no new snapshot in this
 * run, where a changed retention has not settled, and beyond the number that a run may delete.
 */
final class SnapshotJudge {
    /**
     * How long a snapshot of a claim that is being deleted may take to be taken: it may be that
     * claim's last.
     */
    private static final Duration LAST_CHANCE = Duration.ofHours(1);

    /** How far the storage's clock may be ahead of the API server's before it is called wrong. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    private final Settings settings;
    private final Instant now;
    private final Map<ObjectName, ObjectName> restoring;

    SnapshotJudge(Settings settings, Inventory inventory) {
        this.settings = settings;
        this.now = inventory.observed();
        this.restoring = restoring(inventory.claims());
    }

    /** Why a snapshot may not be deleted, whatever retention says; empty if it may. */
    Optional<String> whyUntouchable(Snapshot snapshot) {
        if (snapshot.deleting()) {
            return Optional.of("being deleted");
        }
        if (snapshot.held()) {
            return Optional.of("held");
        }
        if (snapshot.groupMember()) {
            return Optional.of("member of a volume group snapshot");
        }
        if (snapshot.time().isAfter(now.plus(CLOCK_SKEW))) {
            return Optional.of("taken in the future, by a clock that was wrong");
        }
        return Optional.ofNullable(restoring.get(snapshot.name()))
                .map(claim -> "the claim %s is being restored from it".formatted(claim.name()));
    }

    /**
     * @param history of the claim, newest first
     * @param projected the snapshot that this run is about to take, if its policy waits for it to
     *     be ready: judged as though it were, and left out of the answer
     */
    ClaimPlan judge(
            Claim claim, Decision decision, List<Owned> history, Optional<Owned> projected) {
        Optional<Policy> policy = decision.policyOfClaim();
        Map<String, Fate> fates = new HashMap<>();
        List<Owned> counted = new ArrayList<>();
        List<Owned> hopedFor = withProjected(history, projected);
        for (Owned each : hopedFor) {
            Snapshot snapshot = each.snapshot();
            if (snapshot.ready() && whyUntouchable(snapshot).isEmpty()) {
                counted.add(each);
            } else {
                fates.put(snapshot.uid(), setAside(snapshot));
            }
        }
        policy.ifPresent(_ -> leftover(claim, decision, history, counted, fates));
        Optional<Retention> retain = policy.flatMap(Policy::retain);
        if (retain.isPresent()) {
            scheduled(counted, retain.get(), fates);
            manual(counted, retain.get(), fates);
        } else {
            String reason =
                    policy.isPresent()
                            ? "its policy has no retention: nothing expires"
                            : "no policy selects the claim: nothing expires";
            counted.forEach(each -> fates.put(each.snapshot().uid(), new Kept(reason)));
        }
        // One that is adopted was judged as the ready one that it is hoped to become.
        projected
                .flatMap(hoped -> found(hoped, history))
                .filter(found -> !found.ready())
                .ifPresent(found -> fates.put(found.uid(), setAside(found)));
        List<String> postponed = new ArrayList<>();
        List<Judgement> judged =
                history.stream()
                        .map(each ->
                                new Judgement(each.snapshot(), fates.get(each.snapshot().uid())))
                        .toList();
        if (!(decision instanceof Decision.Due)) {
            judged = withhold(judged, "the claim gets no snapshot in this run, so nothing expires");
        } else if (retain.isPresent()) {
            judged = settled(judged, hopedFor, retain.get(), postponed);
        }
        List<Judgement> paced = paced(judged);
        long waiting = expiring(judged) - expiring(paced);
        if (waiting > 0) {
            postponed.add(
                    "%s later: a run deletes at most %d of a claim"
                            .formatted(expire(waiting), settings.limits().expirePerClaim()));
        }
        return new ClaimPlan(claim, decision, paced, postponed);
    }

    /**
     * The projected snapshot may stand for one that exists, as the ready one that it is hoped to
     * become.
     */
    private static List<Owned> withProjected(List<Owned> history, Optional<Owned> projected) {
        if (projected.isEmpty()) {
            return history;
        }
        String uid = projected.get().snapshot().uid();
        List<Owned> all = new ArrayList<>(history);
        all.removeIf(each -> each.snapshot().uid().equals(uid));
        all.add(projected.get());
        all.sort(Owned.NEWEST_FIRST);
        return all;
    }

    private SetAside setAside(Snapshot snapshot) {
        return new SetAside(whyUntouchable(snapshot).orElseGet(() -> unready(snapshot)));
    }

    private static Optional<Snapshot> found(Owned hoped, List<Owned> history) {
        return history.stream()
                .map(Owned::snapshot)
                .filter(each -> each.uid().equals(hoped.snapshot().uid()))
                .findFirst();
    }

    private static String unready(Snapshot snapshot) {
        return snapshot.takenAt().isPresent() ? "taken but not ready" : "not taken yet";
    }

    private void scheduled(List<Owned> counted, Retention retain, Map<String, Fate> fates) {
        List<Snapshot> ready =
                counted.stream()
                        .filter(each -> each.origin().trigger() == Run.Trigger.SCHEDULED)
                        .map(Owned::snapshot)
                        .toList();
        Map<String, List<String>> reasons =
                new RetentionRule(retain, settings.timeZone()).keep(ready);
        int missing = settings.limits().atLeast() - reasons.size();
        Fate expired = new Expired("no tier of " + retain.canonical() + " keeps it");
        for (Snapshot each : ready) {
            if (missing > 0 && !reasons.containsKey(each.uid())) {
                reasons.put(each.uid(), List.of("at least " + settings.limits().atLeast()));
                missing--;
            }
            List<String> keep = reasons.get(each.uid());
            fates.put(each.uid(), keep == null ? expired : new Kept(keep));
        }
    }

    private void manual(List<Owned> counted, Retention retain, Map<String, Fate> fates) {
        long kept = fates.values().stream().filter(Kept.class::isInstance).count();
        for (Owned each : counted) {
            if (each.origin().trigger() != Run.Trigger.MANUAL) {
                continue;
            }
            Instant until = retain.manual().map(each.snapshot().time()::plus).orElse(Instant.MAX);
            boolean past = until.isBefore(now) && kept >= settings.limits().atLeast();
            if (past) {
                String reason = "manual, older than " + WallTime.of(retain.manual().orElseThrow());
                fates.put(each.snapshot().uid(), new Expired(reason));
            } else {
                fates.put(each.snapshot().uid(), new Kept(manualReason(until)));
                kept++;
            }
        }
    }

    private String manualReason(Instant until) {
        if (until.equals(Instant.MAX)) {
            return "manual, kept for ever";
        }
        return until.isBefore(now)
                ? "manual, at least " + settings.limits().atLeast()
                : "manual, until " + WallTime.of(until, settings.timeZone());
    }

    /** Finds the one snapshot, if any, that never became ready and may go: the oldest. */
    private void leftover(
            Claim claim,
            Decision decision,
            List<Owned> history,
            List<Owned> counted,
            Map<String, Fate> fates) {
        if (!claim.deleting() && !(decision instanceof Decision.Due)) {
            return;
        }
        Optional<Snapshot> newestReady = counted.stream().map(Owned::snapshot).findFirst();
        for (Owned each : history.reversed()) {
            Snapshot snapshot = each.snapshot();
            if (snapshot.ready()
                    || whyUntouchable(snapshot).isPresent()
                    || isThisRuns(decision, snapshot)) {
                continue;
            }
            Duration patience = claim.deleting() ? LAST_CHANCE : settings.unreadyExpireAfter();
            boolean old = snapshot.created().plus(patience).isBefore(now);
            boolean replaced =
                    newestReady.filter(ready -> ready.time().isAfter(snapshot.time())).isPresent();
            if (old && (snapshot.takenAt().isEmpty() || replaced)) {
                String reason = unready(snapshot) + " after " + WallTime.of(patience);
                fates.put(snapshot.uid(), new Leftover(reason));
                return;
            }
        }
    }

    private static boolean isThisRuns(Decision decision, Snapshot snapshot) {
        return decision instanceof Decision.Adopt adopt
                && adopt.snapshot().uid().equals(snapshot.uid());
    }

    private List<Judgement> settled(
            List<Judgement> judged, List<Owned> history, Retention retain, List<String> note) {
        long expiring = expiring(judged);
        SettlingRule rule = SettlingRule.of(Optional.of(retain), settings);
        Optional<Instant> from = rule.settlesAt(history);
        if (expiring == 0 || from.filter(time -> !time.isAfter(now)).isPresent()) {
            return judged;
        }
        String when =
                from.map(time -> "settling until " + WallTime.of(time, settings.timeZone()))
                        .orElse(
                                "settling until a snapshot taken under today's retention is %s old"
                                        .formatted(WallTime.of(settings.limits().settle())));
        note.add("retention changed: %s later, %s".formatted(expire(expiring), when));
        return withhold(judged, when);
    }

    private static long expiring(List<Judgement> judged) {
        return judged.stream().filter(each -> each.fate() instanceof Expired).count();
    }

    private static String expire(long number) {
        return number == 1 ? "1 snapshot expires" : number + " snapshots expire";
    }

    private static List<Judgement> withhold(List<Judgement> judged, String reason) {
        return judged.stream()
                .map(each -> each.fate() instanceof Expired ? each.keptBecause(reason) : each)
                .toList();
    }

    /** The oldest go first; what is beyond the limit waits for the next runs. */
    List<Judgement> paced(List<Judgement> newestFirst) {
        int limit = settings.limits().expirePerClaim();
        long waiting = expiring(newestFirst) - limit;
        if (waiting <= 0) {
            return newestFirst;
        }
        String reason =
                "expires later: a run deletes at most %d of a claim, and %d %s"
                        .formatted(limit, waiting, waiting == 1 ? "waits" : "wait");
        List<Judgement> paced = new ArrayList<>();
        long left = waiting;
        for (Judgement each : newestFirst) {
            boolean waits = each.fate() instanceof Expired && left-- > 0;
            paced.add(waits ? each.keptBecause(reason) : each);
        }
        return paced;
    }

    private static Map<ObjectName, ObjectName> restoring(List<Claim> claims) {
        Map<ObjectName, ObjectName> restoring = new HashMap<>();
        claims.stream()
                .filter(each -> each.phase() != Claim.Phase.BOUND)
                .forEach(each ->
                        each.spec()
                                .sources()
                                .forEach(source -> restoring.put(source, each.name())));
        return restoring;
    }
}
