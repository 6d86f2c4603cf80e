package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.ShortNames;
import io.pvcsnapshotter.restore.RestoreRequest.Beside;
import io.pvcsnapshotter.restore.Step.Create;
import io.pvcsnapshotter.restore.Step.Kind;
import io.pvcsnapshotter.restore.Step.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans a second claim beside the old one, which stays as it is. */
final class BesidePlanner {
    private final Findings findings;
    private final RestoreRequest request;
    private final ObjectName name;

    private BesidePlanner(Findings findings, RestoreRequest request, Beside goal) {
        this.findings = findings;
        this.request = request;
        this.name = new ObjectName(findings.claim().namespace(), goal.name());
    }

    static Plan plan(Findings findings, RestoreRequest request, Beside goal) {
        return new BesidePlanner(findings, request, goal).plan();
    }

    private Plan plan() {
        if (name.equals(findings.claim())) {
            return new Plan.Refused(
                    List.of(
                            new Refusal(
                                    "%s is the name of the claim itself".formatted(name.name()),
                                    "Use --in-place: it makes the claim anew, also if it is gone, and its snapshots go on. Or choose another name for --as.")));
        }
        Choice choice = choice();
        if (choice instanceof Choice.None(Refusal why)) {
            return new Plan.Refused(List.of(why));
        }
        Manifest chosen = ((Choice.Chosen) choice).snapshot();
        String id = id(chosen);
        List<Refusal> refusals = refusals(chosen, id);
        return refusals.isEmpty() ? steps(chosen, id) : new Plan.Refused(refusals);
    }

    private String id(Manifest chosen) {
        return ShortNames.hash(8, name.name(), chosen.uid());
    }

    /** A restore that was begun goes on with its snapshot, although there may be a newer one. */
    private Choice choice() {
        Optional<Manifest> begun =
                findings.ofClaim().stream()
                        .filter(each -> request.snapshot().map(each.name()::equals).orElse(true))
                        .filter(each ->
                                Holding.isBy(each, id(each))
                                        || findings.beside()
                                                .filter(made -> isMadeFrom(made, each))
                                                .isPresent())
                        .findFirst();
        return begun.<Choice>map(Choice.Chosen::new).orElseGet(() -> Choice.of(findings, request));
    }

    private boolean isMadeFrom(Manifest claim, Manifest snapshot) {
        return claim.annotation(Marks.RESTORE).equals(Optional.of(id(snapshot)))
                && NewClaim.sourceOf(claim).equals(Optional.of(snapshot.name()));
    }

    private List<Refusal> refusals(Manifest chosen, String id) {
        if (findings.beside().isPresent()) {
            return isMadeFrom(findings.beside().get(), chosen)
                    ? List.of()
                    : List.of(
                            new Refusal(
                                    "There is a claim %s already".formatted(name.name()),
                                    "Choose another name for --as."));
        }
        List<Refusal> refusals = new ArrayList<>();
        for (Manifest each : findings.around().statefulSets()) {
            if (Workload.template(each, name.name()).isPresent()) {
                refusals.add(
                        new Refusal(
                                "The StatefulSet %s would take a claim named %s for its own"
                                        .formatted(each.name(), name.name()),
                                "Choose another name for --as."));
            }
        }
        refusals.addAll(Checks.beside(findings, chosen, made(chosen, id)));
        return refusals;
    }

    /** The claim to make. */
    private Manifest made(Manifest chosen, String id) {
        Manifest like = Like.of(findings, request.shape());
        Manifest claim = NewClaim.beside(like, name, chosen);
        Manifest sized =
                request.shape()
                        .size()
                        .map(each -> NewClaim.sized(claim, each))
                        .orElseGet(() -> NewClaim.atLeast(claim, like, chosen));
        return NewClaim.madeBy(sized, id);
    }

    private Plan steps(Manifest chosen, String id) {
        List<Step> steps = new ArrayList<>();
        Optional<Manifest> there = findings.beside();
        boolean bound = there.filter(Findings::isBound).isPresent();
        boolean waitsForPod = !bound && findings.waitsForPod();
        boolean held = Findings.isHeld(chosen);
        if (there.isEmpty() && !held) {
            steps.add(
                    Holding.patch(
                            Kind.HOLD,
                            "Hold the snapshot %s, so that it does not expire meanwhile"
                                    .formatted(chosen.name()),
                            chosen,
                            Holding.held(chosen, id)));
        }
        if (there.isEmpty()) {
            Manifest made = made(chosen, id);
            steps.add(
                    new Step(
                            Kind.CREATE_CLAIM,
                            "Create the claim %s of %s from it; no snapshots will be taken of it"
                                    .formatted(
                                            name.name(),
                                            made.text("spec", "resources", "requests", "storage")
                                                    .orElse("")),
                            new Create(ObjectKind.CLAIM, made)));
        }
        if (!bound && !waitsForPod) {
            steps.add(
                    new Step(
                            Kind.AWAIT_BOUND,
                            "Wait until the claim %s is Bound".formatted(name.name()),
                            new Wait(findings.said())));
        }
        if (Holding.isBy(chosen, id) || there.isEmpty() && !held) {
            steps.add(
                    Holding.patch(
                            Kind.RELEASE,
                            "Release the snapshot %s".formatted(chosen.name()),
                            chosen,
                            Holding.released(chosen, id)));
        }
        return Plan.Steps.of(steps, notes(chosen), ending(waitsForPod));
    }

    private List<String> notes(Manifest chosen) {
        List<String> notes = new ArrayList<>();
        notes.add("The snapshot was taken at %s.".formatted(Findings.taken(chosen)));
        if (findings.found().isPresent()) {
            notes.add("The claim %s stays as it is.".formatted(findings.claim().name()));
        } else {
            notes.addAll(Like.guessed(findings, request.shape()));
        }
        return notes;
    }

    private List<String> ending(boolean waitsForPod) {
        return List.of(
                waitsForPod
                        ? "The claim %s waits for the first pod that uses it; then it gets its volume. Until then, do not delete the snapshot."
                                .formatted(name.name())
                        : "The claim %s is Bound, and the data is in it.".formatted(name.name()));
    }

    /** The claim as it would be made; empty if it would not. */
    static Optional<Manifest> manifest(Findings findings, RestoreRequest request, Beside goal) {
        BesidePlanner planner = new BesidePlanner(findings, request, goal);
        return planner.choice() instanceof Choice.Chosen(Manifest chosen)
                ? Optional.of(planner.made(chosen, planner.id(chosen)))
                : Optional.empty();
    }
}
