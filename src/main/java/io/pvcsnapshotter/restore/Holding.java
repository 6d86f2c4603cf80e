package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.restore.Step.Kind;
import io.pvcsnapshotter.restore.Step.Patch;
import java.util.Optional;

/** Protects a snapshot from expiry while it is restored from. */
final class Holding {
    private Holding() {}

    /** Whether it is held by that restore, and not by a person. */
    static boolean isBy(Manifest snapshot, String id) {
        return snapshot.annotation(Ownership.HOLD).equals(Optional.of(Marks.hold(id)));
    }

    static Manifest held(Manifest snapshot, String id) {
        return Findings.isHeld(snapshot)
                ? Changes.of(snapshot)
                : Changes.of(snapshot)
                        .with(Marks.hold(id), "metadata", "annotations", Ownership.HOLD);
    }

    static Manifest released(Manifest snapshot, String id) {
        return isBy(snapshot, id)
                ? Changes.of(snapshot).withNull("metadata", "annotations", Ownership.HOLD)
                : Changes.of(snapshot);
    }

    static Step patch(Kind kind, String text, Manifest snapshot, Manifest patch) {
        return new Step(kind, text, new Patch(ObjectKind.SNAPSHOT, snapshot.objectName(), patch));
    }

    /**
     * The record stays readable until the restore has ended, even if somebody deletes its carrier.
     */
    static Step hold(Manifest chosen, RestoreRecord restore) {
        return patch(
                Kind.HOLD,
                "Hold the snapshot %s of %s, and note down on it what is done"
                        .formatted(chosen.name(), Findings.taken(chosen)),
                chosen,
                Changes.withFinalizer(held(chosen, restore.id()), chosen)
                        .with(restore.json().toString(), "metadata", "annotations", Marks.RESTORE));
    }

    static Step amend(String text, Manifest carrier, RestoreRecord restore) {
        return patch(
                Kind.AMEND,
                text,
                carrier,
                Changes.of(carrier)
                        .with(restore.json().toString(), "metadata", "annotations", Marks.RESTORE));
    }

    static Step release(Open of) {
        Manifest patch = released(of.carrier(), of.restore().id());
        return patch(
                Kind.RELEASE,
                "Release the snapshot %s".formatted(of.carrier().name()),
                of.carrier(),
                Changes.withoutFinalizer(patch, of.carrier())
                        .withNull("metadata", "annotations", Marks.RESTORE));
    }
}
