package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Cluster;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Judgement.Fate;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Deletes what two plans, one from before and one from after the wait, both delete.
 *
 * <p>Of a claim without a good snapshot of this run nothing ready is deleted. Each deletion holds
 * only for the object as the second plan saw it, so that a hold that was set meanwhile is honoured.
 * The snapshots of one claim go one after the other: deleted together they can leave the claim's
 * finalizer behind (external-snapshotter#764).
 */
final class Expirer {
    private static final int CLAIMS_AT_ONCE = 8;

    /** How long the requests that are under way may still take when the run has to stop. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private static final Comparator<Judgement> OLDEST_FIRST =
            Comparator.comparing(Judgement::snapshot, Snapshot.OLDEST_FIRST);

    private final Cluster cluster;
    private final Executor executor;
    private final RunListener listener;
    private final Semaphore places = new Semaphore(CLAIMS_AT_ONCE);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Set<Thread> deleting = ConcurrentHashMap.newKeySet();

    Expirer(Cluster cluster, Executor executor, RunListener listener) {
        this.cluster = cluster;
        this.executor = executor;
        this.listener = listener;
    }

    /**
     * Returns what became of each deletion; if the run has to stop, of those that were made until
     * then, and the thread is interrupted.
     */
    List<Expiry> expire(Plan first, Plan second, Map<ObjectName, ClaimResult> results) {
        Set<String> foreseen =
                first.deletions().map(each -> each.snapshot().uid()).collect(Collectors.toSet());
        List<Stream<Judgement>> histories = new ArrayList<>();
        for (ClaimPlan each : second.claims()) {
            boolean good =
                    results.get(each.claim().name()) instanceof ClaimResult result
                            && result.isGood();
            histories.add(
                    each.deletions().filter(judged -> good || judged.fate() == Fate.LEFTOVER));
        }
        second.orphans().forEach(each -> histories.add(each.deletions()));
        return deleteAll(
                histories.stream()
                        .map(each ->
                                each.filter(judged -> foreseen.contains(judged.snapshot().uid())))
                        .map(each -> each.sorted(OLDEST_FIRST).toList())
                        .filter(each -> !each.isEmpty())
                        .toList());
    }

    private List<Expiry> deleteAll(List<List<Judgement>> histories) {
        List<FutureTask<List<Expiry>>> tasks =
                histories.stream().map(each -> new FutureTask<>(() -> deleteInTurn(each))).toList();
        tasks.forEach(executor::execute);
        List<Expiry> expiries = tasks.stream().flatMap(each -> result(each).stream()).toList();
        if (stopped.get()) {
            Thread.currentThread().interrupt();
        }
        return expiries;
    }

    /** Waits for it even if the run has to stop: then no other is made, and not for long. */
    private List<Expiry> result(FutureTask<List<Expiry>> task) {
        while (true) {
            try {
                return stopped.get() && !task.isDone()
                        ? task.get(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                        : task.get();
            } catch (InterruptedException stop) {
                stopped.set(true);
            } catch (TimeoutException tooLong) {
                deleting.forEach(Thread::interrupt);
            } catch (ExecutionException unknown) {
                throw new IllegalStateException(
                        "a deletion failed in an unknown way", unknown.getCause());
            }
        }
    }

    private List<Expiry> deleteInTurn(List<Judgement> history) {
        places.acquireUninterruptibly();
        deleting.add(Thread.currentThread());
        try {
            List<Expiry> expiries = new ArrayList<>();
            for (Judgement each : history) {
                Expiry expiry =
                        mustStop()
                                ? new Expiry.LeftAlone(each.snapshot(), "the run was stopped")
                                : delete(each.snapshot());
                listener.expired(each, expiry);
                expiries.add(expiry);
            }
            return expiries;
        } finally {
            deleting.remove(Thread.currentThread());
            places.release();
        }
    }

    private boolean mustStop() {
        return stopped.get() || Thread.currentThread().isInterrupted();
    }

    private Expiry delete(Snapshot snapshot) {
        try {
            return switch (cluster.delete(snapshot)) {
                case ACCEPTED -> new Expiry.Deleted(snapshot);
                case GONE -> new Expiry.LeftAlone(snapshot, "it is deleted already");
                case CHANGED ->
                        new Expiry.LeftAlone(
                                snapshot, "it changed meanwhile, the next run decides");
            };
        } catch (ApiFailure failure) {
            return new Expiry.Refused(snapshot, failure.getMessage(), failure.anotherPodMayHelp());
        }
    }
}
