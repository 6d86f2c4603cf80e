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
 * @param json as it is written
 */
record RestoreRecord(Manifest json) {
    private static final int LONGEST_CLAIM_IN_NAME = 36;
    private static final String ID = "id";
    private static final String STARTED = "started";
    private static final String CLAIM = "claim";
    private static final String SNAPSHOT = "snapshot";
    private static final String ORIGINAL = "original";
    private static final String VICTIM = "victim";
    private static final String SAFETIES = "safeties";
    private static final String UNDO = "undo";
    private static final String WAY_BACK = "wayBack";
    private static final String MADE = "made";

    /**
     * The record of a restore that begins now.
     *
     * @param made the claim to make
     * @param wayBack whether it is itself the undoing of one that has ended
     * @param before what the workloads were, for people
     */
    static RestoreRecord begin(
            Findings findings,
            Manifest chosen,
            Manifest made,
            boolean wayBack,
            List<String> before) {
        ObjectName claim = findings.claim();
        Optional<String> original = findings.found().map(Manifest::uid);
        String id =
                ShortNames.hash(
                        8,
                        claim.name(),
                        original.orElse(""),
                        chosen.uid(),
                        findings.now().toString());
        Manifest json =
                new Manifest()
                        .with(id, ID)
                        .with(findings.now().toString(), STARTED)
                        .with(claim.name(), CLAIM)
                        .with(chosen.name(), SNAPSHOT)
                        .with(List.of(safetyName(claim.name(), id, 1)), SAFETIES)
                        .with(false, UNDO)
                        .with(wayBack, WAY_BACK)
                        .with(made, MADE)
                        .with(before, "before");
        return new RestoreRecord(
                original.map(each -> json.with(each, ORIGINAL).with(each, VICTIM)).orElse(json));
    }

    private static String safetyName(String claim, String id, int number) {
        String name = ShortNames.start(claim, LONGEST_CLAIM_IN_NAME) + "-before-restore-" + id;
        return number == 1 ? name : name + "-" + number;
    }

    /** The record that a snapshot carries, if it carries one of a restore of that claim. */
    static Optional<RestoreRecord> of(Manifest snapshot, String claim) {
        return snapshot.annotation(Marks.RESTORE)
                .flatMap(Manifest::read)
                .map(RestoreRecord::new)
                .filter(RestoreRecord::isWhole)
                .filter(each ->
                        each.snapshot().equals(snapshot.name()) && each.claim().equals(claim));
    }

    /** Anybody who may write a snapshot may write any record. */
    private boolean isWhole() {
        return id().matches("[0-9a-f]{8}")
                && json.time(STARTED).isPresent()
                && json.at(MADE).isPresent()
                && !safeties().isEmpty();
    }

    String id() {
        return json.text(ID).orElse("");
    }

    Instant started() {
        return json.time(STARTED).orElse(Instant.EPOCH);
    }

    /** The name of the claim. */
    String claim() {
        return json.text(CLAIM).orElse("");
    }

    /** The name of the chosen snapshot, which carries this record. */
    String snapshot() {
        return json.text(SNAPSHOT).orElse("");
    }

    /** The uid of the claim that was there at the beginning; empty if there was none. */
    Optional<String> original() {
        return json.text(ORIGINAL);
    }

    /**
     * The uid of the claim that is replaced now: another than the original if somebody has made one
     * of the name meanwhile.
     */
    Optional<String> victim() {
        return json.text(VICTIM);
    }

    /** The names of the snapshots of what is replaced; the last is the current one. */
    List<String> safeties() {
        return json.texts(SAFETIES);
    }

    String safety() {
        return safeties().getLast();
    }

    /** Whether the way back was asked for. */
    boolean undo() {
        return json.is(UNDO);
    }

    /** Whether it is itself the undoing of one that has ended. */
    boolean wayBack() {
        return json.is(WAY_BACK);
    }

    /** The claim to make. */
    Manifest made() {
        return json.at(MADE).orElseGet(Manifest::new);
    }

    List<String> before() {
        return json.texts("before");
    }

    /** The same restore, on its way back. */
    RestoreRecord back() {
        return new RestoreRecord(json.with(true, UNDO));
    }

    /** The same restore, which takes another snapshot of what it replaces. */
    RestoreRecord again() {
        List<String> more = new ArrayList<>(safeties());
        more.add(safetyName(claim(), id(), more.size() + 1));
        return new RestoreRecord(json.with(more, SAFETIES));
    }

    /** The same restore, which replaces another claim of the name. */
    RestoreRecord replacing(Manifest another) {
        Manifest inherits = NewClaim.restoredFromToo(made(), NewClaim.historyOf(another));
        return new RestoreRecord(again().json().with(another.uid(), VICTIM).with(inherits, MADE));
    }

    /** Whether an object carries the id of this restore. */
    boolean isOn(Manifest object) {
        Optional<String> mark = object.annotation(Marks.RESTORE);
        return mark.equals(Optional.of(id()))
                || mark.flatMap(Manifest::read)
                        .flatMap(each -> each.text(ID))
                        .equals(Optional.of(id()));
    }

    /** Whether that claim is the new one of this restore. */
    boolean hasMade(Manifest claim) {
        return claim.annotation(Marks.RESTORE).equals(Optional.of(id()))
                && !victim().equals(Optional.of(claim.uid()));
    }
}
