package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a person should know before a restore in place, and after it. */
final class Ending {
    private final Findings findings;
    private final RestoreRecord restore;
    private final Optional<Manifest> wayBack;

    Ending(Findings findings, RestoreRecord restore, Optional<Manifest> wayBack) {
        this.findings = findings;
        this.restore = restore;
        this.wayBack = wayBack;
    }

    /** What becomes of the volume of the claim of today. */
    static String fate(Findings findings) {
        Optional<Manifest> volume = findings.storage().volume();
        if (findings.found().flatMap(each -> each.text("spec", "volumeName")).isEmpty()) {
            return "it has no volume yet";
        }
        if (volume.isEmpty()) {
            return "its volume goes too, if its reclaim policy, which you may not read, is Delete";
        }
        boolean kept = Volumes.isRetained(volume.get()) || findings.storage().mayRetain();
        return "its volume %s %s"
                .formatted(
                        volume.get().name(),
                        kept ? "stays" : "goes too: its reclaim policy is Delete");
    }

    List<String> notes() {
        List<String> notes = new ArrayList<>();
        findings.snapshot(restore.snapshot())
                .ifPresent(each ->
                        notes.add(
                                "The claim gets the data of %s. What was written since will be in the snapshot %s only."
                                        .formatted(Findings.taken(each), restore.safety())));
        if (restore.original().isEmpty()) {
            notes.addAll(Like.guessed(findings, RestoreRequest.Shape.AS_BEFORE));
        }
        Optional<Quantity> size =
                restore.made()
                        .text("spec", "resources", "requests", "storage")
                        .flatMap(Quantity::parse);
        findings.snapshot(restore.snapshot())
                .flatMap(NewClaim::restoreSize)
                .filter(least -> size.filter(each -> each.compareTo(least) > 0).isPresent())
                .ifPresent(least ->
                        notes.add(
                                "The claim gets %s, and the snapshot is of %s: with some storages the file system stays at that, and some refuse it. With --size %s the claim can be expanded afterwards."
                                        .formatted(size.get(), least, least)));
        if (findings.storage().volume().isEmpty()
                && findings.found().flatMap(each -> each.text("spec", "volumeName")).isPresent()) {
            notes.add(
                    "A few storages destroy the snapshots of a volume together with it. Then only an administrator can keep the volume: its reclaim policy has to be Retain.");
        }
        return notes;
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        findings.found()
                .filter(each -> restore.hasMade(each))
                .ifPresent(each ->
                        sentences.add(
                                Findings.isBound(each)
                                        ? "The claim %s is Bound, with the data of the snapshot %s."
                                                .formatted(
                                                        each.name(),
                                                        NewClaim.sourceOf(each).orElse(""))
                                        : "The claim %s waits for the first pod that uses it; then it gets its volume."
                                                .formatted(each.name())));
        if (sentences.isEmpty()) {
            sentences.add("All is as it was before.");
        }
        wayBack.ifPresent(each ->
                sentences.add(
                        "The snapshot %s has what was there before, and stays. When you do not need it: %s"
                                .formatted(
                                        each.name(),
                                        findings.kubectl("delete volumesnapshot " + each.name()))));
        return sentences;
    }
}
