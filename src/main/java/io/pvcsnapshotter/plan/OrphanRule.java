package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Histories.Owned;
import io.pvcsnapshotter.plan.Plan.LostClaim;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of the snapshots of claims that no longer exist: they stay, unless the settings say
 * for how long. Counted from the newest ready one, and {@code atLeast} of the newest stay for ever.
 */
final class OrphanRule {
    private final Settings settings;
    private final Instant now;
    private final SnapshotJudge judge;

    OrphanRule(Settings settings, Inventory inventory, SnapshotJudge judge) {
        this.settings = settings;
        this.now = inventory.observed();
        this.judge = judge;
    }

    /**
     * @param owned never empty, newest first
     */
    LostClaim judge(List<Owned> owned) {
        Owned newest = owned.getFirst();
        List<Judgement> judged = new ArrayList<>();
        Optional<Instant> until = expiresFrom(owned);
        int ready = 0;
        for (Owned each : owned) {
            judged.add(new Judgement(each.snapshot(), fate(each, until, ready)));
            ready += counts(each) ? 1 : 0;
        }
        return new LostClaim(
                newest.snapshot().name().namespace(),
                newest.snapshot().claim().orElse(""),
                newest.origin().claimUid(),
                judge.paced(judged));
    }

    private Judgement.Fate fate(Owned each, Optional<Instant> until, int newerReady) {
        Snapshot snapshot = each.snapshot();
        Optional<String> untouchable = judge.whyUntouchable(snapshot);
        if (untouchable.isPresent()) {
            return new Judgement.SetAside(untouchable.get());
        }
        if (!counts(each)) {
            return new Judgement.SetAside(snapshot.ready() ? "manual" : "not ready");
        }
        if (until.isEmpty()) {
            return new Judgement.Kept("its claim is gone, and orphans are kept for ever");
        }
        if (newerReady < settings.limits().atLeast()) {
            return new Judgement.Kept("its claim is gone; at least " + settings.limits().atLeast());
        }
        if (!until.get().isBefore(now)) {
            return new Judgement.Kept(
                    "its claim is gone; until " + WallTime.of(until.get(), settings.timeZone()));
        }
        Duration after = settings.orphansExpireAfter().orElseThrow();
        return new Judgement.Expired("its claim is gone for more than " + WallTime.of(after));
    }

    private Optional<Instant> expiresFrom(List<Owned> owned) {
        Optional<Instant> newestReady =
                owned.stream()
                        .map(Owned::snapshot)
                        .filter(Snapshot::ready)
                        .map(Snapshot::time)
                        .findFirst();
        return settings.orphansExpireAfter()
                .flatMap(after -> newestReady.map(time -> time.plus(after)));
    }

    private boolean counts(Owned each) {
        return each.snapshot().ready()
                && each.origin().trigger() == Run.Trigger.SCHEDULED
                && judge.whyUntouchable(each.snapshot()).isEmpty();
    }
}
