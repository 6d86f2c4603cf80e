package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Judgement.Fate;
import java.util.Optional;

/** What is not ready is set aside: nobody knows yet whether it will ever be a backup. */
final class UnreadyRule implements Verdicts.Rule {
    @Override
    public Verdicts apply(Verdicts verdicts) {
        return verdicts.decide(each ->
                each.snapshot().ready() ? Optional.empty() : Optional.of(aside(each.snapshot())));
    }

    static Judgement aside(Snapshot snapshot) {
        return new Judgement(snapshot, Fate.SET_ASIDE, state(snapshot));
    }

    static String state(Snapshot snapshot) {
        return snapshot.takenAt().isPresent() ? "taken but not ready" : "not taken yet";
    }
}
