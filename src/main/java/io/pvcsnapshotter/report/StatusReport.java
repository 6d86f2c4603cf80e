package io.pvcsnapshotter.report;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.history.ClaimHistory;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import io.pvcsnapshotter.plan.Plan.ForeignSnapshot;
import io.pvcsnapshotter.plan.Plan.LostClaim;
import io.pvcsnapshotter.plan.Survey;
import io.pvcsnapshotter.timetable.RunSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What there is to restore from: a row for each claim name, the worst first. */
public final class StatusReport {
    /** A tenant can make any number of them. */
    private static final int MOST_FOREIGN = 3;

    private final Instant observed;
    private final RunsSeen runs;
    private final List<StatusRow> rows;
    private final Notices notices;
    private final String program;

    /**
     * What is to be said besides the rows.
     *
     * @param unknown what could not be read, and what that means
     * @param foreign snapshots that carry our labels and are not ours
     * @param nothing a sentence if there is no claim that a run would take a snapshot of
     * @param elsewhere how many snapshots that are not ours are of claim names without a row
     */
    record Notices(
            List<String> unknown,
            List<String> postponed,
            List<String> unmatched,
            List<ForeignSnapshot> foreign,
            Optional<String> nothing,
            int elsewhere) {}

    private StatusReport(
            Instant observed,
            RunsSeen runs,
            List<StatusRow> rows,
            Notices notices,
            String program) {
        this.observed = observed;
        this.runs = runs;
        this.rows = rows.stream().sorted(StatusRow.WORST_FIRST).toList();
        this.notices = notices;
        this.program = program;
    }

    /**
     * Of all that an administrator may see.
     *
     * @param asked how old the data of a claim that is to be snapshotted may be; empty for what the
     *     schedule promises
     * @param program as it is to be typed
     */
    public static StatusReport of(
            Survey survey, RunsSeen runs, Optional<Duration> asked, String program) {
        Plan plan = survey.plan();
        Map<ObjectName, List<Mark>> lost = lost(plan.orphans());
        Map<ObjectName, StatusRow> rows = new TreeMap<>();
        for (ClaimPlan each : plan.claims()) {
            ObjectName name = each.claim().name();
            Optional<Duration> every = each.decision().policyOfClaim().flatMap(Policy::every);
            rows.put(
                    name,
                    StatusRow.living(
                            each,
                            asked.or(() -> runs.schedule().promisedAge(every)),
                            lost.getOrDefault(name, List.of()).size(),
                            survey.others(name),
                            plan.observed()));
        }
        lost.forEach((name, marks) ->
                rows.computeIfAbsent(
                        name,
                        _ ->
                                StatusRow.gone(
                                        name,
                                        marks,
                                        survey.others(name),
                                        plan.observed(),
                                        program)));
        int elsewhere =
                survey.others().entrySet().stream()
                        .filter(each -> !rows.containsKey(each.getKey()))
                        .mapToInt(each -> each.getValue().all())
                        .sum();
        return new StatusReport(
                plan.observed(),
                runs,
                List.copyOf(rows.values()),
                new Notices(
                        runs.unknown(),
                        plan.postponed(),
                        plan.unmatched(),
                        plan.foreign(),
                        nothing(rows.values()),
                        elsewhere),
                program);
    }

    private static Optional<String> nothing(Collection<StatusRow> rows) {
        return rows.stream().anyMatch(StatusRow::wanted)
                ? Optional.empty()
                : Optional.of(
                        "No claim is snapshotted: no policy selects one that can be. If that is not meant, widen the select of a policy");
    }

    private static Map<ObjectName, List<Mark>> lost(List<LostClaim> orphans) {
        Map<ObjectName, List<Mark>> lost = new TreeMap<>();
        for (LostClaim each : orphans) {
            lost.computeIfAbsent(
                            new ObjectName(each.namespace(), each.claim()), _ -> new ArrayList<>())
                    .addAll(each.snapshots().stream().map(Mark::of).toList());
        }
        return lost;
    }

    /**
     * Of what the owner of one namespace may see, where the rest may not be read.
     *
     * @param unknown what could not be read, and what that means
     * @param program as it is to be typed
     */
    public static StatusReport ofNamespace(
            List<ClaimHistory> histories,
            RunSchedule schedule,
            String unknown,
            Instant observed,
            String program) {
        return new StatusReport(
                observed,
                new RunsSeen(schedule),
                histories.stream().map(each -> StatusRow.of(each, program)).toList(),
                new Notices(List.of(unknown), List.of(), List.of(), List.of(), Optional.empty(), 0),
                program);
    }

    Instant observed() {
        return observed;
    }

    RunSchedule schedule() {
        return runs.schedule();
    }

    List<StatusRow> rows() {
        return rows;
    }

    String program() {
        return program;
    }

    Notices notices() {
        return notices;
    }

    public boolean isStale() {
        return rows.stream().anyMatch(each -> each.health().stale());
    }

    /** Whether runs do not start or do not succeed, as far as that is known. */
    public boolean standsStill() {
        return runs.standStill(observed);
    }

    /** Whether there is no claim that a run would take a snapshot of, now or later. */
    public boolean isOfNothing() {
        return notices.nothing().isPresent();
    }

    /** A sentence for each thing that is wrong. */
    public List<String> problems() {
        List<String> sentences = new ArrayList<>();
        sentences.addAll(obstacles());
        sentences.addAll(notices.unmatched());
        notices.nothing().ifPresent(sentences::add);
        rows.stream()
                .filter(StatusRow::isWrong)
                .map(each -> Summary.failure(each.claim(), each.state()))
                .forEach(sentences::add);
        return sentences;
    }

    /** When the next run starts and when the last one succeeded. */
    List<String> scheduleLines() {
        return lines().lines();
    }

    /** Why no new snapshots come, as far as that is known. */
    List<String> obstacles() {
        return lines().obstacles();
    }

    private ScheduleLines lines() {
        return new ScheduleLines(runs.schedule(), runs.standstill(), observed);
    }

    /** What is to be said besides the rows: what expires later, and what is not ours. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>(notices.postponed());
        remarks.addAll(notices.unmatched());
        notices.nothing().ifPresent(remarks::add);
        int unmarked = rows.stream().mapToInt(each -> each.others().unmarked()).sum();
        if (unmarked > 0) {
            remarks.add(
                    "%d %s by hand or by another program: -o wide counts them, and they are never touched"
                            .formatted(
                                    unmarked,
                                    unmarked == 1 ? "snapshot was made" : "snapshots were made"));
        }
        if (notices.elsewhere() > 0) {
            remarks.add(
                    "%d more of claims that are gone were made by hand or by other installs: %s snapshots CLAIM -n NAMESPACE lists them"
                            .formatted(notices.elsewhere(), program));
        }
        List<ForeignSnapshot> foreign = notices.foreign();
        foreign.stream()
                .limit(MOST_FOREIGN)
                .map(each -> "%s is not ours: %s".formatted(each.snapshot().name(), each.reason()))
                .forEach(remarks::add);
        if (foreign.size() > MOST_FOREIGN) {
            remarks.add(
                    "%d more are like that: plan names them"
                            .formatted(foreign.size() - MOST_FOREIGN));
        }
        return remarks;
    }

    /** The numbers, like {@code selected 3 of 5 claims: 2 ok, 1 not}. */
    public String totals() {
        List<StatusRow> wanted = rows.stream().filter(StatusRow::wanted).toList();
        long wrong = wanted.stream().filter(StatusRow::isWrong).count();
        return "selected %d of %d claims: %d ok%s"
                .formatted(
                        wanted.size(),
                        rows.stream().filter(each -> !each.gone()).count(),
                        wanted.size() - wrong,
                        wrong == 0 ? "" : ", %d not".formatted(wrong));
    }
}
