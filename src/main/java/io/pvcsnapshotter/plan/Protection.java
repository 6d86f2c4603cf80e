package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Judgement.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may not be deleted, whatever retention says, is set aside and counts for nothing. */
final class Protection implements Verdicts.Rule {
    /** How far the storage's clock may be ahead of the API server's before it is called wrong. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    private final Instant now;
    private final Map<ObjectName, ObjectName> restoring;

    Protection(Inventory inventory) {
        this.now = inventory.observed();
        this.restoring = restoring(inventory.claims());
    }

    @Override
    public Verdicts apply(Verdicts verdicts) {
        return verdicts.decide(each ->
                why(each.snapshot())
                        .map(reason -> new Judgement(each.snapshot(), Fate.SET_ASIDE, reason)));
    }

    private Optional<String> why(Snapshot snapshot) {
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

    private static Map<ObjectName, ObjectName> restoring(List<Claim> claims) {
        Map<ObjectName, ObjectName> restoring = new HashMap<>();
        claims.forEach(
                each -> each.restoringFrom().forEach(source -> restoring.put(source, each.name())));
        return restoring;
    }
}
