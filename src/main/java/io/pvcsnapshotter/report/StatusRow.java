package io.pvcsnapshotter.report;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.health.ClaimHealth;
import io.pvcsnapshotter.health.ClaimHealth.Wanted;
import io.pvcsnapshotter.history.ClaimHistory;
import io.pvcsnapshotter.history.Whose;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import io.pvcsnapshotter.plan.Survey.Others;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One claim name in the status.
 *
 * @param policy of the claim, if it has one
 * @param wanted whether its policy wants snapshots of it
 * @param gone whether there is no claim of the name any more
 * @param longestAge that its newest snapshot may have; empty if any will do
 * @param state what is wrong, else why there is nothing to do, else {@code ok}
 * @param earlier how many snapshots of ours there are of claims that had the name before
 * @param marks its snapshots, newest first
 */
record StatusRow(
        ObjectName claim,
        Optional<String> policy,
        boolean wanted,
        boolean gone,
        ClaimHealth health,
        Optional<Duration> longestAge,
        String state,
        int deleting,
        int earlier,
        Others others,
        List<Mark> marks) {

    StatusRow {
        marks = List.copyOf(marks);
    }

    /** Whether somebody has to look at a claim; the worst first. */
    enum Standing {
        WITHOUT(
                "Nothing to restore from",
                "There are to be snapshots of the claim, and none is ready."),
        WRONG(
                "Something is wrong",
                "There is a ready snapshot, and somebody has to look at the claim."),
        NOT_JUDGED(
                "Not judged",
                "No run takes snapshots of the claim, or nobody knows here whether one does."),
        GOOD("In order", "The newest ready snapshot is as new as it has to be."),
        GONE("Gone", "There is no claim of that name any more, and there are snapshots of it.");

        private final String words;
        private final String meaning;

        Standing(String words, String meaning) {
            this.words = words;
            this.meaning = meaning;
        }

        String words() {
            return words;
        }

        /** A sentence. */
        String meaning() {
            return meaning;
        }
    }

    private static final Duration FOR_EVER = Duration.ofDays(1_000_000);

    /** What there is to restore from last, before what is in order. */
    static final Comparator<StatusRow> WORST_FIRST =
            Comparator.comparing(StatusRow::standing)
                    .thenComparing(
                            each ->
                                    each.isWrong()
                                            ? each.health().age().orElse(FOR_EVER)
                                            : FOR_EVER,
                            Comparator.reverseOrder())
                    .thenComparing(StatusRow::claim);

    boolean isWrong() {
        return !health.wrong().isEmpty();
    }

    Standing standing() {
        if (isWrong()) {
            return health.newest().isEmpty() ? Standing.WITHOUT : Standing.WRONG;
        }
        if (gone) {
            return Standing.GONE;
        }
        return wanted ? Standing.GOOD : Standing.NOT_JUDGED;
    }

    /** What else there is of the name, each with its number in front. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        note(notes, deleting, "being deleted");
        note(notes, earlier, "of an earlier claim of the name");
        note(notes, others.otherInstalls(), "of other installs");
        return notes;
    }

    private static void note(List<String> notes, int number, String what) {
        if (number > 0) {
            notes.add(number + " " + what);
        }
    }

    /** The state, and after it what else there is. */
    String words() {
        List<String> words = new ArrayList<>(List.of(state));
        words.addAll(notes());
        return String.join("; ", words);
    }

    /**
     * A claim that there is.
     *
     * @param longestAge of data that is to be snapshotted
     * @param earlier how many snapshots of ours there are of claims that had its name before
     */
    static StatusRow living(
            ClaimPlan plan,
            Optional<Duration> longestAge,
            int earlier,
            Others others,
            Instant now) {
        Optional<Policy> policy = plan.decision().policyOfClaim();
        Optional<Wanted> wanted =
                plan.isWanted()
                        ? Optional.of(
                                new Wanted(
                                        plan.claim().created(),
                                        policy.map(known -> known.waiting().timeout())
                                                .orElse(Duration.ZERO),
                                        longestAge,
                                        plan.decision().mistake()))
                        : Optional.empty();
        List<Snapshot> snapshots = plan.snapshots().stream().map(Judgement::snapshot).toList();
        ClaimHealth health = ClaimHealth.of(snapshots, wanted, now);
        return new StatusRow(
                plan.claim().name(),
                policy.map(Policy::name),
                plan.decision().isWanted(),
                false,
                health,
                plan.isWanted() ? longestAge : Optional.empty(),
                health.wrong().isEmpty()
                        ? withoutProblems(plan)
                        : String.join("; ", health.wrong()),
                deleting(snapshots),
                earlier,
                others,
                plan.snapshots().stream().map(Mark::of).toList());
    }

    /** A claim name of which only snapshots of ours are left. */
    static StatusRow gone(
            ObjectName claim, List<Mark> all, Others others, Instant now, String program) {
        List<Mark> marks = all.stream().sorted(Mark.NEWEST_FIRST).toList();
        List<Snapshot> snapshots = marks.stream().map(Mark::snapshot).toList();
        return new StatusRow(
                claim,
                Optional.empty(),
                false,
                true,
                ClaimHealth.of(snapshots, Optional.empty(), now),
                Optional.empty(),
                "the claim is gone: %s snapshots %s -n %s shows what is left"
                        .formatted(program, claim.name(), claim.namespace()),
                deleting(snapshots),
                0,
                others,
                marks);
    }

    /** Of what the owner of a namespace sees, who does not know which policies there are. */
    static StatusRow of(ClaimHistory history, String program) {
        List<Mark> marks =
                history.entries().stream()
                        .filter(each ->
                                history.living().isEmpty()
                                        || !(each.whose() instanceof Whose.Earlier))
                        .map(Mark::of)
                        .toList();
        if (history.living().isEmpty()) {
            return gone(history.name(), marks, Others.NONE, history.observed(), program);
        }
        List<Snapshot> living = marks.stream().map(Mark::snapshot).toList();
        return new StatusRow(
                history.name(),
                Optional.empty(),
                false,
                false,
                ClaimHealth.of(living, Optional.empty(), history.observed()),
                Optional.empty(),
                history.entries().stream()
                        .flatMap(each -> each.remarks().stream())
                        .findFirst()
                        .orElse("its policy is not known"),
                deleting(living),
                history.entries().size() - living.size(),
                Others.NONE,
                marks);
    }

    private static int deleting(List<Snapshot> snapshots) {
        return (int) snapshots.stream().filter(Snapshot::deleting).count();
    }

    /** Why there is nothing to do, and what to do if that is not meant. */
    private static String withoutProblems(ClaimPlan plan) {
        Decision decision = plan.decision();
        if (decision.isWanted()) {
            return "ok";
        }
        return decision.reason() + whatToDo(plan.claim(), decision, !plan.snapshots().isEmpty());
    }

    private static String whatToDo(Claim claim, Decision decision, boolean hasSome) {
        if (decision.kind() == Decision.Kind.NO_POLICY) {
            return (hasSome ? ": what it has stays, and no run takes more" : ": no run takes any")
                    + "; widen a policy's select, or annotate it with "
                    + Claim.POLICY_ANNOTATION;
        }
        if (decision.kind() != Decision.Kind.SKIP) {
            return "";
        }
        if ("false".equals(claim.annotations().get(Claim.SNAPSHOT_ANNOTATION))) {
            return ": remove it to have snapshots again";
        }
        return claim.phase() == Claim.Phase.PENDING && !claim.deleting()
                ? ": no pod uses it yet, or kubectl describe pvc says why"
                : "";
    }
}
