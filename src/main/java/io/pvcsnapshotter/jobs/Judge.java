package io.pvcsnapshotter.jobs;

import io.pvcsnapshotter.jobs.Course.State;
import io.pvcsnapshotter.jobs.Course.Told;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.RunJob;
import io.pvcsnapshotter.model.RunJob.Condition;
import io.pvcsnapshotter.model.RunPod;
import io.pvcsnapshotter.model.RunPod.Container;
import io.pvcsnapshotter.model.RunPod.Container.Terminated;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what became of a run, from its Job, the pods of the Job, and Events. */
public final class Judge {
    private static final String NO_PODS =
            "pods may not be read here, so nobody can say how far it is";
    private static final Pattern EXIT_CODE = Pattern.compile("exit code (\\d+)");

    private final Sightings seen;

    public Judge(Sightings seen) {
        this.seen = seen;
    }

    /**
     * Whether Events of these objects could explain why the run does not go on: their uids. Empty
     * if there is nothing to explain.
     */
    public static List<String> toExplain(RunJob job, List<RunPod> pods) {
        Optional<RunPod> newest = newest(job, pods);
        boolean done = job.condition("Complete").isPresent();
        if (done || newest.map(each -> each.container() instanceof Terminated).orElse(false)) {
            return List.of();
        }
        return switch (newest.map(RunPod::container).orElse(null)) {
            case null -> List.of(job.uid());
            case Container.Unknown _, Container.Waiting _ -> List.of(newest.get().uid());
            case Container.Running _, Terminated _ -> List.of();
        };
    }

    public Course of(RunJob job) {
        List<RunPod> pods = seen.pods(job);
        Optional<Terminated> last =
                pods.stream()
                        .map(RunPod::container)
                        .filter(Terminated.class::isInstance)
                        .map(Terminated.class::cast)
                        .reduce((_, later) -> later);
        if (job.condition("Complete").isPresent()) {
            return succeeded(job, last, pods.size());
        }
        if (job.condition("Failed").isPresent()) {
            return failed(job, job.condition("Failed").get(), last, pods);
        }
        return goingOn(job, last, pods);
    }

    private static Optional<RunPod> newest(RunJob job, List<RunPod> pods) {
        return pods.stream()
                .filter(each -> each.job().equals(job.name().name()))
                .max(Comparator.comparing(RunPod::created));
    }

    private Course succeeded(RunJob job, Optional<Terminated> last, int pods) {
        Optional<Summary> summary = last.map(Summary::of);
        List<String> reasons = new ArrayList<>(summary.map(Summary::reasons).orElse(List.of()));
        if (last.isEmpty()) {
            reasons.add(noSummary());
        }
        return new Course(
                job,
                State.SUCCEEDED,
                job.condition("Complete").flatMap(Condition::since),
                Optional.of(last.map(Terminated::exitCode).orElse(0)),
                new Told(reasons, summary.flatMap(Summary::totals), pods));
    }

    private String noSummary() {
        return seen.podsAreKnown()
                ? "its pod is gone, and its summary with it"
                : "pods may not be read here, so its summary cannot be shown";
    }

    private Course failed(RunJob job, Condition why, Optional<Terminated> last, List<RunPod> pods) {
        boolean late = why.reason().equals("DeadlineExceeded");
        Optional<Integer> code = last.map(Terminated::exitCode).or(() -> codeIn(why.message()));
        Optional<Summary> summary = last.map(Summary::of);
        List<String> reasons = new ArrayList<>();
        if (late) {
            reasons.add(late(job));
        }
        summary.ifPresent(each -> reasons.addAll(each.reasons()));
        last.flatMap(Judge::died).ifPresent(reasons::add);
        pods.stream().flatMap(each -> each.ended().stream()).distinct().forEach(reasons::add);
        if (last.isEmpty()) {
            reasons.addAll(neverStarted(job, pods));
            if (code.isPresent()) {
                reasons.add(ExitWords.clause(code.get()));
            }
            if (!late) {
                reasons.add(ended(why));
            }
            if (!pods.isEmpty() || !seen.podsAreKnown() || code.isPresent()) {
                reasons.add(noSummary());
            }
        }
        return new Course(
                job,
                late ? State.TIMED_OUT : State.FAILED,
                why.since(),
                code,
                new Told(reasons, summary.flatMap(Summary::totals), pods.size()));
    }

    private static Optional<Integer> codeIn(String message) {
        Matcher code = EXIT_CODE.matcher(message);
        return code.find() && code.group(1).length() < 4
                ? Optional.of(Integer.valueOf(code.group(1)))
                : Optional.empty();
    }

    private static String late(RunJob job) {
        return "it was stopped, because its Job may take no longer than "
                + job.spec()
                        .activeDeadline()
                        .map(each -> DurationWords.elapsed(each) + " (activeDeadlineSeconds)")
                        .orElse("activeDeadlineSeconds says");
    }

    private static String ended(Condition why) {
        return "Kubernetes ended its Job: %s: %s".formatted(why.reason(), why.message());
    }

    /** What the program itself could not say, because it did not end by itself. */
    private static Optional<String> died(Terminated ended) {
        if (ended.reason().equals("OOMKilled") || ended.exitCode() == 3) {
            return Optional.of(
                    "it had too little memory: raise resources.limits.memory of the CronJob");
        }
        return switch (ended.exitCode()) {
            case 137, 143 -> Optional.of(ExitWords.clause(ended.exitCode()));
            case 0, 64, 69, 70, 73, 75, 77, 78 -> Optional.empty();
            default ->
                    Optional.of(
                            "its container ended with " + ended.exitCode() + ", " + ended.reason());
        };
    }

    private List<String> neverStarted(RunJob job, List<RunPod> pods) {
        return pods.isEmpty()
                ? seen.refusedPod(job).stream().toList()
                : new Obstacle(seen).of(pods.getLast()).stream().toList();
    }

    private Course goingOn(RunJob job, Optional<Terminated> last, List<RunPod> pods) {
        List<String> reasons = new ArrayList<>();
        if (job.spec().deleting()) {
            reasons.add("its Job is being deleted");
        }
        State state = pods.isEmpty() ? State.WAITING : state(pods.getLast().container());
        if (pods.isEmpty()) {
            reasons.add(withoutPod(job));
        } else if (state == State.WAITING) {
            reasons.add(
                    new Obstacle(seen)
                            .of(pods.getLast())
                            .orElse("its pod is there, and no node has taken it yet"));
        }
        last.flatMap(each -> tried(job, each, pods)).ifPresent(reasons::add);
        return new Course(
                job,
                state,
                Optional.empty(),
                last.map(Terminated::exitCode),
                new Told(reasons, Optional.empty(), pods.size()));
    }

    private static State state(Container container) {
        return switch (container) {
            case Container.Unknown _, Container.Waiting _ -> State.WAITING;
            case Container.Running _, Terminated _ -> State.RUNNING;
        };
    }

    private String withoutPod(RunJob job) {
        if (job.spec().suspended()) {
            return "its Job is suspended: set spec.suspend of the Job to false";
        }
        if (!seen.podsAreKnown()) {
            return NO_PODS;
        }
        if (job.started().isEmpty()) {
            return "the Job controller has not taken it up yet";
        }
        return seen.refusedPod(job).orElse("it has no pod yet");
    }

    /** What became of an earlier try; nothing of one after which the run is about to end. */
    private static Optional<String> tried(RunJob job, Terminated last, List<RunPod> pods) {
        String why =
                Summary.of(last).reasons().stream().findFirst().map(each -> ": " + each).orElse("");
        String ending = "%d (%s)".formatted(last.exitCode(), ExitWords.clause(last.exitCode()));
        if (!(pods.getLast().container() instanceof Terminated)) {
            return Optional.of("an earlier try ended with %s%s".formatted(ending, why));
        }
        boolean again =
                ExitWords.isRetried(last.exitCode())
                        && job.condition("FailureTarget").isEmpty()
                        && pods.size() <= job.spec().backoffLimit();
        return again
                ? Optional.of(
                        "a try ended with %s, and Kubernetes tries it once more%s"
                                .formatted(ending, why))
                : Optional.empty();
    }
}
