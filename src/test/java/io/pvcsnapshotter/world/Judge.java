package io.pvcsnapshotter.world;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.RunResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;

/**
 * Judges by the truth of the world whether a promise is broken. Remembers the first, with which the
 * world ends.
 */
final class Judge {
    /** A promise that was broken. */
    record Broken(String promise, String how) {
        @Override
        public String toString() {
            return promise + ": " + how;
        }
    }

    private final World world;
    private final DeletionJudge deletions;
    private final CreationJudge creations;
    private final OutcomeJudge outcomes;
    private Optional<Broken> broken = Optional.empty();
    private int runs;

    Judge(World world) {
        this.world = world;
        this.deletions = new DeletionJudge(world, this);
        this.creations = new CreationJudge(world, this);
        this.outcomes = new OutcomeJudge(world, this);
    }

    Optional<Broken> broken() {
        return broken;
    }

    /** How many pods have ended, whatever way. */
    int runs() {
        return runs;
    }

    void demand(boolean holds, String promise, String how, Object... what) {
        if (!holds && broken.isEmpty()) {
            broken = Optional.of(new Broken(promise, how.formatted(what)));
            world.trace.say("BROKEN: %s", broken.get());
            world.trace.end();
        }
    }

    Optional<WorldSnapshot.Maker> creates(Pod pod, SnapshotRequest request) {
        return creations.judge(pod, request);
    }

    void deletes(Pod pod, WorldSnapshot snapshot, long sent) {
        deletions.judge(pod, snapshot, sent);
    }

    void undoes(Pod pod, WorldSnapshot snapshot) {
        demand(
                pod.record().marred.contains(snapshot.uid),
                "only what a webhook has changed is undone",
                "%s undoes %s",
                pod,
                snapshot);
    }

    void finished(Pod pod, ClaimResult result) {
        outcomes.judge(pod, result);
    }

    void ended(Pod pod, RunResult result) {
        runs++;
        outcomes.judge(pod, result);
    }

    void couldNotBegin(Pod pod, ApiFailure failure) {
        runs++;
        demand(
                pod.record().createdAt.isEmpty() && pod.record().deleted == 0,
                "who cannot begin has written nothing",
                "%s ended with %s",
                pod,
                failure);
    }

    void killed() {
        runs++;
    }

    /** The whole run threw what no run may throw. */
    void fault(Pod pod, Throwable fault) {
        runs++;
        StringWriter stack = new StringWriter();
        fault.printStackTrace(new PrintWriter(stack));
        demand(false, "no run ends with an internal error", "%s: %s", pod, stack);
    }

    void outlived(Pod pod) {
        demand(
                !pod.knowsTheTime() || !world.clocksAreRight,
                "a run ends before its Job's time is over",
                "%s does not",
                pod);
    }
}
