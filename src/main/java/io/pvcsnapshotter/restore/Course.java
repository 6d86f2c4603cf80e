package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.restore.Step.Kind;
import io.pvcsnapshotter.restore.Step.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is left to do of a restore in place that has begun. It follows from what is there, whoever
 * has brought it about: the claim that is to be replaced, none, the new one, or a stranger's.
 */
final class Course {
    private static final int MOST_SAFETIES = 5;

    private final Findings findings;
    private final Open open;
    private final RestoreRecord restore;
    private final Users users;
    private final Stopping stopping;
    private final Optional<Manifest> wayBack;

    Course(Findings findings, Open open) {
        this.findings = findings;
        this.open = open;
        this.restore = open.restore();
        this.users = Users.of(findings);
        this.stopping = new Stopping(findings, restore, users);
        this.wayBack = Safety.wayBack(findings, restore.id());
    }

    Plan plan() {
        if (findings.found().isEmpty()) {
            return absent();
        }
        Manifest claim = findings.found().get();
        if (restore.hasMade(claim)) {
            return replaced(claim);
        }
        if (restore.undo() && isAsBefore(claim)) {
            return steps(back());
        }
        List<Refusal> refusals = stopping.refusals();
        if (!refusals.isEmpty()) {
            return new Plan.Refused(refusals);
        }
        if (claim.deleting()) {
            return going(claim);
        }
        return restore.victim().equals(Optional.of(claim.uid())) ? staying(claim) : stranger(claim);
    }

    private Plan.Steps steps(List<Step> steps) {
        Ending ending = new Ending(findings, restore, wayBack);
        return Plan.Steps.of(steps, ending.notes(), ending.sentences());
    }

    /**
     * Whether nothing that was there at the beginning has been deleted yet, or there is nothing
     * that could be brought back.
     */
    private boolean isAsBefore(Manifest claim) {
        return !claim.deleting()
                && (restore.original().equals(Optional.of(claim.uid())) || wayBack.isEmpty());
    }

    private Plan staying(Manifest claim) {
        Optional<Refusal> unusable = unusableSource();
        if (unusable.isPresent()) {
            return new Plan.Refused(List.of(unusable.get()));
        }
        if (restore.safeties().size() > MOST_SAFETIES) {
            return refused(
                    "Somebody changes the workloads again and again while the claim is copied",
                    "Find out who it is, and call again; or go back with --undo.");
        }
        List<Step> steps = new ArrayList<>();
        if (!restore.isOn(claim) || !Changes.hasFinalizer(claim)) {
            steps.add(ClaimSteps.mark(claim, restore));
        }
        steps.addAll(stopping.steps());
        if (Safety.isNeededFor(claim)) {
            steps.addAll(new SafetySteps(findings, open, users).of(claim));
        }
        findings.ofClaim().stream()
                .filter(each -> !each.is("status", "readyToUse"))
                .filter(each -> !restore.safety().equals(each.name()))
                .map(Course::awaitSnapshot)
                .forEach(steps::add);
        findings.storage()
                .volume()
                .filter(each -> !Volumes.isRetained(each) && findings.storage().mayRetain())
                .map(each -> Volumes.retain(each, restore))
                .ifPresent(steps::add);
        steps.add(ClaimSteps.delete(claim, Ending.fate(findings)));
        steps.add(ClaimSteps.unmark(claim));
        steps.add(ClaimSteps.awaitGone(Optional.of(claim)));
        steps.addAll(create());
        return steps(steps);
    }

    private static Step awaitSnapshot(Manifest snapshot) {
        return new Step(
                Kind.AWAIT_SNAPSHOTS,
                "Wait until the snapshot %s is ready, which keeps the claim"
                        .formatted(snapshot.name()),
                new Wait(snapshot.text("status", "error", "message").orElse("")));
    }

    /** The claim is being deleted: that cannot be stopped. */
    private Plan going(Manifest claim) {
        boolean isSafe =
                !Safety.isNeededFor(claim)
                        || Safety.taken(findings, restore, claim)
                                .filter(Findings::isReady)
                                .isPresent()
                        || findings.storage().volume().filter(Volumes::isRetained).isPresent();
        if (!isSafe) {
            return new Plan.Refused(List.of(Terminating.refusal(claim, findings)));
        }
        Optional<Refusal> unusable = unusableSource();
        if (unusable.isPresent()) {
            return new Plan.Refused(List.of(unusable.get()));
        }
        List<Step> steps = new ArrayList<>(stopping.steps());
        if (Changes.hasFinalizer(claim)) {
            steps.add(ClaimSteps.unmark(claim));
        }
        steps.add(ClaimSteps.awaitGone(Optional.of(claim)));
        steps.addAll(restore.undo() && wayBack.isEmpty() ? back() : create());
        return steps(steps);
    }

    private Plan absent() {
        if (restore.undo() && wayBack.isEmpty()) {
            return steps(back());
        }
        Optional<Refusal> unusable = unusableSource();
        if (unusable.isPresent()) {
            return new Plan.Refused(List.of(unusable.get()));
        }
        List<Step> steps = new ArrayList<>(stopping.scaling());
        steps.addAll(create());
        return steps(steps);
    }

    private List<Step> create() {
        List<Step> steps = new ArrayList<>();
        steps.add(ClaimSteps.create(made()));
        steps.addAll(stopping.foreseen());
        steps.add(ClaimSteps.awaitBound(findings));
        steps.addAll(release());
        return steps;
    }

    /** What the claim is made from: on the way back, what was there before. */
    private String source() {
        return wayBack.filter(_ -> restore.undo()).map(Manifest::name).orElse(restore.snapshot());
    }

    /** The claim to make, under its name whatever somebody may have written into the record. */
    Manifest made() {
        ObjectName name = findings.claim();
        Manifest claim =
                restore.made()
                        .with("v1", "apiVersion")
                        .with("PersistentVolumeClaim", "kind")
                        .with(name.name(), "metadata", "name")
                        .with(name.namespace(), "metadata", "namespace");
        return NewClaim.madeBy(NewClaim.from(claim, source()), restore.id());
    }

    private Optional<Refusal> unusableSource() {
        if (findings.snapshot(source()).filter(Findings::isReady).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                new Refusal(
                        "The snapshot %s is being deleted, or not ready any more"
                                .formatted(source()),
                        "Go back with --undo, and choose another one."));
    }

    /** The new claim is there. */
    private Plan replaced(Manifest claim) {
        boolean bound = Findings.isBound(claim);
        boolean wrong = !NewClaim.sourceOf(claim).equals(Optional.of(source()));
        List<Step> steps = new ArrayList<>();
        if (!bound && restore.undo() && (wrong || wayBack.isEmpty())) {
            steps.add(ClaimSteps.delete(claim, "it has no volume yet"));
            steps.addAll(wayBack.isEmpty() ? back() : create());
            return steps(steps);
        }
        steps.addAll(stopping.starting());
        if (!bound && !(findings.waitsForPod() && stopping.nobodyStarts())) {
            steps.add(ClaimSteps.awaitBound(findings));
        }
        steps.addAll(release());
        return bound && restore.undo() && wrong ? steps(steps).andMore() : steps(steps);
    }

    /** Somebody else has made a claim of the name: a StatefulSet does within a second. */
    private Plan stranger(Manifest claim) {
        RestoreRecord now = restore.replacing(claim);
        Plan rest = new Course(findings, new Open(now, open.carrier())).staying(claim);
        Step amend =
                Holding.amend(
                        "Note down that the claim %s of %s, which somebody else has made, is to be replaced"
                                .formatted(claim.name(), claim.created()),
                        open.carrier(),
                        now);
        return rest instanceof Plan.Steps others ? others.after(amend) : rest;
    }

    /** Puts things as they were: what was there is still there. */
    private List<Step> back() {
        List<Step> steps = new ArrayList<>();
        findings.found()
                .filter(each -> !restore.hasMade(each))
                .filter(each -> restore.isOn(each) || Changes.hasFinalizer(each))
                .map(ClaimSteps::unmark)
                .ifPresent(steps::add);
        findings.storage()
                .volume()
                .flatMap(each -> Volumes.putBack(each, restore))
                .ifPresent(steps::add);
        steps.addAll(stopping.starting());
        steps.addAll(release());
        return steps;
    }

    /** Those that were overtaken go first: as long as this record is there, it is the one. */
    private List<Step> release() {
        List<Step> steps = new ArrayList<>();
        Open.overtaken(findings).forEach(each -> steps.add(Holding.release(each)));
        steps.add(Holding.release(open));
        return steps;
    }

    private static Plan refused(String reason, String instead) {
        return new Plan.Refused(List.of(new Refusal(reason, instead)));
    }
}
