package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.restore.RestoreRequest.InPlace;
import io.pvcsnapshotter.restore.RestoreRequest.Undo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans a restore in the place of the claim, or the way back from one: begins it, or finds the one
 * that was begun.
 */
final class InPlacePlanner {
    private static final String CLAIM_UID = "pvc-snapshotter.io/claim-uid";

    private final Findings findings;
    private final RestoreRequest request;

    private InPlacePlanner(Findings findings, RestoreRequest request) {
        this.findings = findings;
        this.request = request;
    }

    static Plan plan(Findings findings, RestoreRequest request) {
        InPlacePlanner planner = new InPlacePlanner(findings, request);
        Optional<Open> open = Open.of(findings);
        if (open.isEmpty()) {
            return request.goal() instanceof Undo ? planner.undoEnded() : planner.begin(request);
        }
        return request.goal() instanceof Undo ? planner.undo(open.get()) : planner.goOn(open.get());
    }

    private Plan goOn(Open open) {
        RestoreRecord restore = open.restore();
        if (restore.undo()) {
            return refused(
                    "The restore that began at %s is being undone".formatted(restore.started()),
                    "End that first, with --undo.");
        }
        if (request.goal() instanceof InPlace
                && request.snapshot()
                        .filter(each -> !each.equals(restore.snapshot()))
                        .isPresent()) {
            return refused(
                    "A restore from %s began at %s and has not ended"
                            .formatted(restore.snapshot(), restore.started()),
                    "Go on with it without --snapshot, or go back with --undo.");
        }
        return new Course(findings, open).plan();
    }

    /**
     * A restore that ended with a claim which has its volume goes on to its end before it is
     * undone.
     */
    private Plan undo(Open open) {
        RestoreRecord restore = open.restore();
        boolean made =
                findings.found()
                        .filter(each -> restore.hasMade(each))
                        .filter(Findings::isBound)
                        .isPresent();
        if (restore.undo() || restore.wayBack() || made) {
            Plan plan = new Course(findings, open).plan();
            boolean goesOnAfter = made && !restore.undo() && !restore.wayBack();
            return goesOnAfter && plan instanceof Plan.Steps steps ? steps.andMore() : plan;
        }
        Step amend =
                Holding.amend(
                        "Note down that the restore is undone", open.carrier(), restore.back());
        Plan rest = new Course(findings, new Open(restore.back(), open.carrier())).plan();
        return rest instanceof Plan.Steps steps ? steps.after(amend) : rest;
    }

    private Plan undoEnded() {
        Optional<Manifest> wayBack =
                findings.found()
                        .flatMap(each -> each.annotation(Marks.RESTORE))
                        .flatMap(id -> Safety.wayBack(findings, id));
        if (wayBack.isEmpty()) {
            return refused(
                    "The claim %s was not restored in place, or there was nothing in its place before"
                            .formatted(findings.claim().name()),
                    "Restore one of its snapshots with --in-place --snapshot NAME. This lists them: "
                            + findings.kubectl("get volumesnapshots"));
        }
        return begin(
                new RestoreRequest(
                        request.claim(),
                        Optional.of(wayBack.get().name()),
                        Optional.empty(),
                        request.goal(),
                        request.shape(),
                        request.paused()));
    }

    private Plan begin(RestoreRequest wanted) {
        Optional<Refusal> terminating = Checks.terminating(findings);
        if (terminating.isPresent()) {
            return new Plan.Refused(List.of(terminating.get()));
        }
        Choice choice = Choice.of(findings, wanted);
        if (choice instanceof Choice.None(Refusal why)) {
            return new Plan.Refused(List.of(why));
        }
        Manifest chosen = ((Choice.Chosen) choice).snapshot();
        Manifest made = made(chosen);
        List<Refusal> refusals = Checks.inPlace(findings, request, chosen, made);
        if (!refusals.isEmpty()) {
            return new Plan.Refused(refusals);
        }
        RestoreRecord restore =
                RestoreRecord.begin(
                        findings, chosen, made, request.goal() instanceof Undo, workloads());
        Step hold = Holding.hold(chosen, restore);
        Plan rest = new Course(findings, new Open(restore, chosen)).plan();
        return rest instanceof Plan.Steps steps ? steps.after(hold) : rest;
    }

    private List<String> workloads() {
        return Users.of(findings).workloads().stream()
                .map(each -> "%s: %d replicas".formatted(each.title(), each.replicas()))
                .toList();
    }

    private Manifest made(Manifest chosen) {
        Set<String> history = new LinkedHashSet<>();
        findings.found().map(NewClaim::historyOf).ifPresent(history::addAll);
        chosen.annotation(CLAIM_UID).ifPresent(history::add);
        Manifest like = Like.of(findings, request.shape());
        Manifest claim = NewClaim.inPlace(like, findings.claim(), chosen, history);
        return request.shape()
                .size()
                .map(each -> NewClaim.sized(claim, each))
                .orElseGet(() -> NewClaim.atLeast(claim, like, chosen));
    }

    /** The claim as it would be made; empty if there is no snapshot to make it from. */
    static Optional<Manifest> manifest(Findings findings, RestoreRequest request) {
        Optional<Manifest> begun = Open.of(findings).map(each -> new Course(findings, each).made());
        return begun.or(() ->
                Choice.of(findings, request) instanceof Choice.Chosen(Manifest chosen)
                        ? Optional.of(new InPlacePlanner(findings, request).made(chosen))
                        : Optional.empty());
    }

    private static Plan refused(String reason, String instead) {
        return new Plan.Refused(List.of(new Refusal(reason, instead)));
    }
}
