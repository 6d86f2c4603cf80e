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
                ? seen(snapshot)
                : seen(snapshot).with(Marks.hold(id), "metadata", "annotations", Ownership.HOLD);
    }

    static Manifest released(Manifest snapshot, String id) {
        return isBy(snapshot, id)
                ? seen(snapshot).withNull("metadata", "annotations", Ownership.HOLD)
                : seen(snapshot);
    }

    /** A patch of an object of which nothing has changed since it was read. */
    static Manifest seen(Manifest object) {
        return new Manifest().with(object.resourceVersion(), "metadata", "resourceVersion");
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
                ClaimSteps.withFinalizer(held(chosen, restore.id()), chosen)
                        .with(restore.json().toString(), "metadata", "annotations", Marks.RESTORE));
    }

    static Step amend(String text, Manifest carrier, RestoreRecord restore) {
        return patch(
                Kind.AMEND,
                text,
                carrier,
                seen(carrier)
                        .with(restore.json().toString(), "metadata", "annotations", Marks.RESTORE));
    }

    static Step release(Open of) {
        Manifest patch = released(of.carrier(), of.restore().id());
        return patch(
                Kind.RELEASE,
                "Release the snapshot %s".formatted(of.carrier().name()),
                of.carrier(),
                ClaimSteps.withoutFinalizer(patch, of.carrier())
                        .withNull("metadata", "annotations", Marks.RESTORE));
    }
}
