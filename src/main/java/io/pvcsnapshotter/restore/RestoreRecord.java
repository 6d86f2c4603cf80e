package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.ShortNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a restore in place has to remember: written on the chosen snapshot before anything else is
 * done, and taken off when all is done.
 *
 * @param claim its name
 * @param snapshot the chosen one, which carries this record
 * @param victim the uid of the claim that is replaced; empty if there is none of that name
 * @param safeties the names of the snapshots of what is replaced; the last is of {@code victim}
 * @param undo whether the way back was asked for
 * @param made the claim to make
 * @param before what the workloads were, for people
 */
record RestoreRecord(
        String id,
        Instant started,
        String claim,
        String snapshot,
        Optional<String> victim,
        List<String> safeties,
        boolean undo,
        Manifest made,
        List<String> before) {
    private static final int LONGEST_CLAIM_IN_NAME = 36;

    RestoreRecord {
        safeties = List.copyOf(safeties);
        before = List.copyOf(before);
    }

    /** The record of a restore that begins now. */
    static RestoreRecord begin(
            Instant now,
            Manifest chosen,
            ObjectName claim,
            Optional<String> victim,
            Manifest made,
            List<String> before) {
        String id =
                ShortNames.hash(8, claim.name(), victim.orElse(""), chosen.uid(), now.toString());
        return new RestoreRecord(
                id,
                now,
                claim.name(),
                chosen.name(),
                victim,
                List.of(safetyName(claim.name(), id, 1)),
                false,
                made,
                before);
    }

    private static String safetyName(String claim, String id, int number) {
        String name = ShortNames.start(claim, LONGEST_CLAIM_IN_NAME) + "-before-restore-" + id;
        return number == 1 ? name : name + "-" + number;
    }

    /** The record that a snapshot carries, if it carries one of a restore of that claim. */
    static Optional<RestoreRecord> of(Manifest snapshot, String claim) {
        return snapshot.annotation(Marks.RESTORE)
                .flatMap(Manifest::read)
                .flatMap(RestoreRecord::read)
                .filter(each ->
                        each.snapshot().equals(snapshot.name()) && each.claim().equals(claim));
    }

    private static Optional<RestoreRecord> read(Manifest json) {
        Optional<String> id = json.text("id").filter(each -> each.matches("[0-9a-f]{8}"));
        Optional<Instant> started = json.time("started");
        Optional<Manifest> made = json.at("made");
        List<String> safeties = json.texts("safeties");
        if (id.isEmpty() || started.isEmpty() || made.isEmpty() || safeties.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new RestoreRecord(
                        id.get(),
                        started.get(),
                        json.text("claim").orElse(""),
                        json.text("snapshot").orElse(""),
                        json.text("victim"),
                        safeties,
                        json.is("undo"),
                        made.get(),
                        json.texts("before")));
    }

    Manifest json() {
        Manifest json =
                new Manifest()
                        .with(id, "id")
                        .with(started.toString(), "started")
                        .with(claim, "claim")
                        .with(snapshot, "snapshot")
                        .with(safeties, "safeties")
                        .with(undo, "undo")
                        .with(made, "made")
                        .with(before, "before");
        return victim.map(each -> json.with(each, "victim")).orElse(json);
    }

    /** The name of the snapshot of {@code victim}. */
    String safety() {
        return safeties.getLast();
    }

    /** The same restore, on its way back. */
    RestoreRecord back() {
        return new RestoreRecord(
                id, started, claim, snapshot, victim, safeties, true, made, before);
    }

    /** The same restore, which takes another snapshot of what it replaces. */
    RestoreRecord again() {
        return replacing(victim, made);
    }

    /** The same restore, which replaces another claim of the name. */
    RestoreRecord replacing(Manifest another) {
        return replacing(
                Optional.of(another.uid()),
                NewClaim.restoredFromToo(made, NewClaim.historyOf(another)));
    }

    private RestoreRecord replacing(Optional<String> other, Manifest claimToMake) {
        List<String> more = new ArrayList<>(safeties);
        more.add(safetyName(claim, id, safeties.size() + 1));
        return new RestoreRecord(
                id, started, claim, snapshot, other, more, undo, claimToMake, before);
    }

    /** Whether an object carries the id of this restore. */
    boolean isOn(Manifest object) {
        Optional<String> mark = object.annotation(Marks.RESTORE);
        return mark.equals(Optional.of(id))
                || mark.flatMap(Manifest::read)
                        .flatMap(each -> each.text("id"))
                        .equals(Optional.of(id));
    }
}
