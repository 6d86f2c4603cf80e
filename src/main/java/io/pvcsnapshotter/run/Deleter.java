package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.SnapshotWriter;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Judgement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Deletes snapshots, each as the second plan saw it. So a hold that was set meanwhile is respected.
 * The snapshots of one claim go one after the other: deleted together they can leave the claim's
 * finalizer behind (external-snapshotter#764).
 */
final class Deleter {
    private static final int CLAIMS_AT_ONCE = 8;

    /** How long the requests that are under way may still take when the run has to stop. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final SnapshotWriter cluster;
    private final RestoreSources restores;
    private final Executor executor;
    private final Consumer<RunNews> news;
    private final Semaphore places = new Semaphore(CLAIMS_AT_ONCE);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Set<Thread> deleting = ConcurrentHashMap.newKeySet();

    Deleter(
            SnapshotWriter cluster,
            RestoreSources restores,
            Executor executor,
            Consumer<RunNews> news) {
        this.cluster = cluster;
        this.restores = restores;
        this.executor = executor;
        this.news = news;
    }

    /**
     * Returns what became of each deletion; if the run has to stop, of those that were made until
     * then, and the thread is interrupted.
     *
     * @param histories those of one claim together, in the order in which they go
     */
    List<Deletion> delete(List<List<Judgement>> histories) {
        List<FutureTask<List<Deletion>>> tasks =
                histories.stream().map(each -> new FutureTask<>(() -> deleteInTurn(each))).toList();
        tasks.forEach(executor::execute);
        List<Deletion> deletions = tasks.stream().flatMap(each -> result(each).stream()).toList();
        if (stopped.get()) {
            Thread.currentThread().interrupt();
        }
        return deletions;
    }

    /** Waits for it even if the run has to stop: then no other is made, and not for long. */
    private List<Deletion> result(FutureTask<List<Deletion>> task) {
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

    private List<Deletion> deleteInTurn(List<Judgement> history) {
        places.acquireUninterruptibly();
        deleting.add(Thread.currentThread());
        try {
            List<Deletion> deletions = new ArrayList<>();
            for (Judgement each : history) {
                Deletion deletion =
                        mustStop()
                                ? new Deletion.LeftAlone(each.snapshot(), "the run was stopped")
                                : delete(each.snapshot());
                news.accept(new RunNews.Expired(each, deletion));
                deletions.add(deletion);
            }
            return deletions;
        } finally {
            deleting.remove(Thread.currentThread());
            places.release();
        }
    }

    private boolean mustStop() {
        return stopped.get() || Thread.currentThread().isInterrupted();
    }

    private Deletion delete(Snapshot snapshot) {
        try {
            if (restores.contains(snapshot.name())) {
                return new Deletion.LeftAlone(snapshot, "a claim is being restored from it");
            }
            return switch (cluster.delete(snapshot)) {
                case ACCEPTED -> new Deletion.Deleted(snapshot);
                case GONE -> new Deletion.LeftAlone(snapshot, "it is deleted already");
                case CHANGED ->
                        new Deletion.LeftAlone(
                                snapshot, "it changed meanwhile, the next run decides");
            };
        } catch (ApiFailure failure) {
            return new Deletion.Refused(
                    snapshot, failure.getMessage(), failure.anotherPodMayHelp());
        }
    }
}
