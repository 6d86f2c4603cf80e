package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.restore.Step.Create;
import io.pvcsnapshotter.restore.Step.Delete;
import io.pvcsnapshotter.restore.Step.Kind;
import io.pvcsnapshotter.restore.Step.Patch;
import io.pvcsnapshotter.restore.Step.Wait;
import java.util.Optional;

/** The steps that change the claim. */
final class ClaimSteps {
    private static final String BEFORE = "before";

    private ClaimSteps() {}

    /** The id of the restore that made this claim is kept for the case that all is put back. */
    static Step mark(Manifest claim, RestoreRecord restore) {
        Manifest mark = new Manifest().with(restore.id(), "id");
        Optional<String> earlier =
                claim.annotation(Marks.RESTORE).filter(each -> each.matches("[0-9a-f]{8}"));
        Manifest whole = earlier.map(each -> mark.with(each, BEFORE)).orElse(mark);
        return new Step(
                Kind.MARK,
                "Put a finalizer on the claim %s: it and its name stay until all else is done"
                        .formatted(claim.name()),
                patch(
                        claim,
                        Changes.withFinalizer(Changes.of(claim), claim)
                                .with(whole.toString(), "metadata", "annotations", Marks.RESTORE)));
    }

    static Step unmark(Manifest claim) {
        Manifest patch = Changes.withoutFinalizer(Changes.of(claim), claim);
        Optional<String> earlier =
                claim.annotation(Marks.RESTORE)
                        .flatMap(Manifest::read)
                        .flatMap(each -> each.text(BEFORE));
        Manifest unmarked =
                earlier.map(each -> patch.with(each, "metadata", "annotations", Marks.RESTORE))
                        .orElseGet(() -> patch.withNull("metadata", "annotations", Marks.RESTORE));
        return new Step(
                Kind.UNMARK,
                "Take the finalizer off the claim %s".formatted(claim.name()),
                patch(claim, claim.deleting() ? patch : unmarked));
    }

    private static Patch patch(Manifest claim, Manifest patch) {
        return new Patch(ObjectKind.CLAIM, claim.objectName(), patch);
    }

    /**
     * @param fate what becomes of its volume
     */
    static Step delete(Manifest claim, String fate) {
        return new Step(
                Kind.DELETE_CLAIM,
                "Delete the claim %s; %s".formatted(claim.name(), fate),
                new Delete(ObjectKind.CLAIM, claim));
    }

    static Step awaitGone(Optional<Manifest> claim) {
        String kept =
                claim.map(each -> String.join(", ", each.texts("metadata", "finalizers")))
                        .filter(each -> !each.isEmpty())
                        .map("still kept by "::concat)
                        .orElse("");
        return new Step(Kind.AWAIT_GONE, "Wait until the claim is gone", new Wait(kept));
    }

    static Step create(Manifest claim) {
        return new Step(
                Kind.CREATE_CLAIM,
                "Create the claim %s anew from the snapshot %s"
                        .formatted(claim.name(), NewClaim.sourceOf(claim).orElse("")),
                new Create(ObjectKind.CLAIM, claim));
    }

    static Step awaitBound(Findings findings) {
        return new Step(
                Kind.AWAIT_BOUND,
                "Wait until the claim %s is Bound".formatted(findings.claim().name()),
                new Wait(findings.said()));
    }
}
