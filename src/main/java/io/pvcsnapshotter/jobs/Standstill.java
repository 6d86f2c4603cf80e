package io.pvcsnapshotter.jobs;

import io.pvcsnapshotter.jobs.Course.State;
import io.pvcsnapshotter.model.DurationWords;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether the last runs give reason to think that no new snapshots come. */
public final class Standstill {
    /** As long as a cluster may take to make a node for a pod. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private Standstill() {}

    /**
     * A sentence if the newest run does not start, or if the newest that has ended has failed.
     *
     * @param runs the newest first. One that was started with arguments of its own says nothing: it
     *     may have done anything
     */
    public static Optional<String> of(List<Course> runs, Instant now) {
        List<Course> whole =
                runs.stream().filter(each -> each.job().arguments().isEmpty()).toList();
        Optional<String> waiting =
                whole.stream()
                        .limit(1)
                        .filter(each -> each.state() == State.WAITING)
                        .filter(each -> age(each, now).compareTo(PATIENCE) > 0)
                        .findFirst()
                        .map(each ->
                                "The run %s does not start since %s: %s"
                                        .formatted(
                                                each.job().name().name(),
                                                DurationWords.age(age(each, now)),
                                                reason(each)));
        return waiting.or(() ->
                whole.stream()
                        .filter(each -> each.state().isEnd())
                        .findFirst()
                        .filter(each -> each.state() != State.SUCCEEDED)
                        .map(each ->
                                "The last run that ended has failed, %s ago. It is %s: %s"
                                        .formatted(
                                                DurationWords.age(
                                                        Duration.between(
                                                                each.ended()
                                                                        .orElse(
                                                                                each.job()
                                                                                        .created()),
                                                                now)),
                                                each.job().name().name(),
                                                reason(each))));
    }

    private static Duration age(Course run, Instant now) {
        return Duration.between(run.job().created(), now);
    }

    private static String reason(Course run) {
        return run.told().reasons().stream().findFirst().orElse(run.result());
    }
}
