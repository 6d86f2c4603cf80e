package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.restore.Step.Create;
import io.pvcsnapshotter.restore.Step.Kind;
import io.pvcsnapshotter.restore.Step.Wait;
import java.util.List;
import java.util.Optional;

/** The snapshot of what is replaced: taken when nobody writes any more, and ready. */
record SafetySteps(Findings findings, Open open, Users users) {

    /** None if it is there and good. */
    List<Step> of(Manifest claim) {
        RestoreRecord restore = open.restore();
        Optional<Manifest> taken = Safety.taken(findings, restore, claim);
        boolean isNameUsed = findings.snapshot(restore.safety()).isPresent();
        if (isNameUsed && taken.filter(this::isOfNow).isEmpty()) {
            RestoreRecord again = restore.again();
            return List.of(
                    Holding.amend(
                            "Note down that the snapshot %s is not enough: a workload was changed since"
                                    .formatted(restore.safety()),
                            open.carrier(),
                            again),
                    take(claim, again),
                    await(Optional.empty(), again));
        }
        if (taken.isEmpty()) {
            return List.of(take(claim, restore), await(Optional.empty(), restore));
        }
        return Findings.isReady(taken.get()) ? List.of() : List.of(await(taken, restore));
    }

    /** As long as pods run, it is too early to say. */
    private boolean isOfNow(Manifest safety) {
        return !safety.deleting()
                && (!users.pods().isEmpty() || !Safety.isStale(safety, users.workloads()));
    }

    private Step take(Manifest claim, RestoreRecord restore) {
        return new Step(
                Kind.TAKE_SAFETY,
                "Take the snapshot %s of the claim as it is now, so that there is a way back; it is held"
                        .formatted(restore.safety()),
                new Create(
                        ObjectKind.SNAPSHOT,
                        Safety.of(claim, restore, open.carrier(), users.workloads())));
    }

    private static Step await(Optional<Manifest> snapshot, RestoreRecord restore) {
        return new Step(
                Kind.AWAIT_SAFETY,
                "Wait until the snapshot %s is ready; nothing is deleted before"
                        .formatted(restore.safety()),
                new Wait(
                        snapshot.flatMap(each -> each.text("status", "error", "message"))
                                .orElse("")));
    }
}
