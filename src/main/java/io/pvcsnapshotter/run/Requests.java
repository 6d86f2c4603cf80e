package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Area;
import io.pvcsnapshotter.cluster.Bookmark;
import io.pvcsnapshotter.cluster.Reach;
import io.pvcsnapshotter.cluster.SnapshotChange;
import io.pvcsnapshotter.cluster.SnapshotReader;
import io.pvcsnapshotter.cluster.Snapshots;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * The requests of a run's loop, each made on another thread, with its answer posted as a signal.
 */
final class Requests {
    private final Snapshots cluster;
    private final Reach reach;
    private final Bookmark known;
    private final Run run;
    private final Executor executor;
    private final Signals signals;

    /**
     * @param known where the watch begins
     */
    Requests(
            Snapshots cluster,
            Reach reach,
            Bookmark known,
            Run run,
            Executor executor,
            Signals signals) {
        this.cluster = cluster;
        this.reach = reach;
        this.known = known;
        this.run = run;
        this.executor = executor;
        this.signals = signals;
    }

    SnapshotReader.Watching watch() {
        return cluster.watch(
                reach, known, ours(), change -> signals.post(new Signal.Changed(change)));
    }

    /** Always ends in a signal: what is thrown on another thread would be heard by nobody. */
    void create(ClaimPlan claim, Decision.Take take) {
        executor.execute(() -> {
            try {
                signals.post(created(claim, take));
            } catch (RuntimeException fault) {
                String reason = "a fault of this program: " + fault;
                signals.post(new Signal.NotMade(claim, reason, true));
            }
        });
    }

    /** A look at all snapshots at once, in case the watch has missed something. */
    void list() {
        executor.execute(() ->
                reach.areas().forEach(each -> signals.post(new Signal.Changed(listed(each)))));
    }

    private SnapshotChange listed(Area area) {
        try {
            return new SnapshotChange.Listed(area, cluster.snapshots(area, ours()));
        } catch (ApiFailure failure) {
            return new SnapshotChange.Blind(area, failure);
        }
    }

    /** A look at one snapshot. */
    void read(Snapshot snapshot) {
        executor.execute(() -> {
            try {
                SnapshotChange change =
                        cluster.snapshot(snapshot.name())
                                .<SnapshotChange>map(SnapshotChange.Seen::new)
                                .orElseGet(() ->
                                        new SnapshotChange.Gone(snapshot.name(), snapshot.uid()));
                signals.post(new Signal.Changed(change));
            } catch (ApiFailure failure) {
                Area area = Area.around(snapshot.name());
                signals.post(new Signal.Changed(new SnapshotChange.Blind(area, failure)));
            }
        });
    }

    private Map<String, String> ours() {
        return Map.of(
                Ownership.MANAGED_BY,
                Ownership.PROGRAM,
                Ownership.INSTANCE,
                Ownership.labelValue(run.instance()));
    }

    private Signal created(ClaimPlan claim, Decision.Take take) {
        try {
            return new Signal.Created(claim, cluster.create(take.request()), false);
        } catch (ApiFailure failure) {
            return switch (failure.kind()) {
                case ALREADY_EXISTS -> existing(claim, take.request().name());
                case QUOTA -> overQuota(claim, take.request().name(), failure);
                default -> new Signal.Refused(claim, failure);
            };
        }
    }

    /**
     * The API server looks at the quota before it looks at the name. So a request that is repeated
     * because its answer was lost may find the quota used up by its own snapshot.
     */
    private Signal overQuota(ClaimPlan claim, ObjectName name, ApiFailure refusal) {
        try {
            return cluster.snapshot(name)
                    .filter(found -> isThisRunsOf(claim.claim(), found))
                    .<Signal>map(found -> new Signal.Created(claim, found, true))
                    .orElseGet(() -> new Signal.Refused(claim, refusal));
        } catch (ApiFailure _) {
            return new Signal.Refused(claim, refusal);
        }
    }

    /**
     * The name is taken: by an earlier attempt of this very run, or by somebody who copied our
     * names.
     */
    private Signal existing(ClaimPlan claim, ObjectName name) {
        try {
            return cluster.snapshot(name)
                    .<Signal>map(found ->
                            isThisRunsOf(claim.claim(), found)
                                    ? new Signal.Created(claim, found, true)
                                    : new Signal.NotMade(
                                            claim,
                                            "a snapshot %s exists already and is not of this run"
                                                    .formatted(name),
                                            false))
                    .orElseGet(() ->
                            new Signal.NotMade(
                                    claim,
                                    "a snapshot %s existed, and was deleted by somebody else at once"
                                            .formatted(name),
                                    true));
        } catch (ApiFailure failure) {
            return new Signal.Refused(claim, failure);
        }
    }

    private boolean isThisRunsOf(Claim claim, Snapshot snapshot) {
        return Ownership.judge(snapshot, run.instance()) instanceof Ownership.Ours(var origin)
                && origin.isOf(run, claim.uid());
    }
}
