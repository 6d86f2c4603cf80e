package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.RunJobs;
import io.pvcsnapshotter.jobs.Course;
import io.pvcsnapshotter.jobs.Judge;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.RunJob;
import io.pvcsnapshotter.report.FollowedRun;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Follows a run to its end. It looks again and again, for that needs no right to watch. */
final class RunFollower {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    /** Waits a while. */
    @FunctionalInterface
    interface Pause {
        void make(Duration time) throws InterruptedException;
    }

    private final Supplier<Optional<Course>> look;
    private final Consumer<String> says;
    private final Pause pause;
    private String said = "";

    /**
     * @param look empty if the Job is gone
     */
    RunFollower(Supplier<Optional<Course>> look, Consumer<String> says, Pause pause) {
        this.look = look;
        this.says = says;
        this.pause = pause;
    }

    static RunFollower of(RunJobs jobs, ObjectName cronJob, RunJob started, Consumer<String> says) {
        RunHistory history = new RunHistory(jobs, cronJob);
        return new RunFollower(
                () ->
                        jobs.job(started.name())
                                .filter(each -> each.uid().equals(started.uid()))
                                .map(each ->
                                        new Judge(history.around(List.of(each), Optional.empty()))
                                                .of(each)),
                says,
                Thread::sleep);
    }

    /**
     * @param longest how long to follow; empty for as long as it takes
     * @return the exit status of the run, or one that says why it is not known
     */
    int follow(Optional<Duration> longest) {
        try {
            Duration waited = Duration.ZERO;
            while (longest.isEmpty() || waited.compareTo(longest.get()) < 0) {
                Optional<Integer> end = lookedOnce();
                if (end.isPresent()) {
                    return end.get();
                }
                pause.make(BETWEEN_LOOKS);
                waited = waited.plus(BETWEEN_LOOKS);
            }
            says.accept(
                    "The run has not ended after %s. Its Job goes on."
                            .formatted(DurationWords.elapsed(longest.get())));
        } catch (InterruptedException _) {
            says.accept("Stopped following. The Job goes on.");
        }
        return ExitStatus.RETRY.code();
    }

    private Optional<Integer> lookedOnce() throws InterruptedException {
        try {
            Optional<Course> course = look.get();
            if (course.isEmpty()) {
                says.accept("The Job is gone: somebody has deleted it.");
                return Optional.of(ExitStatus.RETRY.code());
            }
            if (course.get().state().isEnd()) {
                return Optional.of(ended(course.get()));
            }
            say(FollowedRun.stage(course.get()), FollowedRun.progress(course.get()));
            return Optional.empty();
        } catch (ApiFailure failure) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            if (!failure.retryMayHelp()) {
                throw failure;
            }
            say("api", failure.getMessage() + ". The Job goes on, and so does this.");
            return Optional.empty();
        }
    }

    private void say(String kind, String line) {
        if (!kind.equals(said)) {
            says.accept(line);
            said = kind;
        }
    }

    private int ended(Course course) {
        FollowedRun.ending(course).forEach(says);
        return course.exitCode().filter(RunFollower::isOurs).orElse(ExitStatus.RETRY.code());
    }

    private static boolean isOurs(int code) {
        return Arrays.stream(ExitStatus.values()).anyMatch(each -> each.code() == code);
    }
}
