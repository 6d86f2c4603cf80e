package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Area;
import io.pvcsnapshotter.cluster.Bookmark;
import io.pvcsnapshotter.cluster.SnapshotChange;
import io.pvcsnapshotter.cluster.SnapshotReader;
import io.pvcsnapshotter.cluster.Snapshots;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The requests of a run's loop, each made on another thread, with its answer posted as a message.
 */
final class Requests {
    private final Snapshots cluster;
    private final Assignment assignment;
    private final Bookmark known;
    private final Mailbox mailbox;
    private final Executor executor;
    private final AtomicBoolean listing = new AtomicBoolean();

    /**
     * @param known where the watch begins
     */
    Requests(Snapshots cluster, Assignment assignment, Bookmark known, Surroundings surroundings) {
        this.cluster = cluster;
        this.assignment = assignment;
        this.known = known;
        this.mailbox = surroundings.mailbox();
        this.executor = surroundings.executor();
    }

    SnapshotReader.Watching watch() {
        return cluster.watch(assignment.reach(), known, ours(), this::changed);
    }

    private void changed(SnapshotChange change) {
        mailbox.post(new Message.Changed(change));
    }

    /** Always ends in a message: what is thrown on another thread would be heard by nobody. */
    void create(ClaimInFlight claim, SnapshotRequest request) {
        executor.execute(() -> {
            try {
                mailbox.post(created(claim, request));
            } catch (RuntimeException fault) {
                String reason = "a fault of this program: " + fault;
                mailbox.post(new Message.NotMade(claim, reason, true));
            }
        });
    }

    /**
     * A look at all snapshots of this run at once, in case the watch has missed something; none if
     * the one before is not done yet. What an earlier run made is not in it, and so is read by its
     * name.
     */
    void list() {
        if (listing.compareAndSet(false, true)) {
            executor.execute(() -> {
                try {
                    assignment.reach().areas().forEach(each -> changed(listed(each)));
                } finally {
                    listing.set(false);
                }
            });
        }
    }

    private SnapshotChange listed(Area area) {
        try {
            return new SnapshotChange.Listed(area, cluster.snapshots(area, ofThisRun()));
        } catch (ApiFailure failure) {
            return new SnapshotChange.Blind(area, failure);
        }
    }

    /** A look at one snapshot. */
    void read(Snapshot snapshot) {
        executor.execute(() -> changed(seen(snapshot)));
    }

    private SnapshotChange seen(Snapshot snapshot) {
        try {
            return cluster.snapshot(snapshot.name())
                    .<SnapshotChange>map(SnapshotChange.Seen::new)
                    .orElseGet(() -> new SnapshotChange.Gone(snapshot.name(), snapshot.uid()));
        } catch (ApiFailure failure) {
            return new SnapshotChange.Blind(Area.around(snapshot.name()), failure);
        }
    }

    private Map<String, String> ours() {
        return Map.of(
                Ownership.MANAGED_BY,
                Ownership.PROGRAM,
                Ownership.INSTANCE,
                Ownership.labelValue(assignment.run().instance()));
    }

    private Map<String, String> ofThisRun() {
        Map<String, String> labels = new HashMap<>(ours());
        labels.put(Ownership.JOB, Ownership.labelValue(assignment.run().job()));
        return labels;
    }

    private Message created(ClaimInFlight claim, SnapshotRequest request) {
        try {
            Snapshot made = cluster.create(request);
            return request.differences(made).isEmpty()
                    ? new Message.Created(claim, made, false)
                    : undone(claim, made, request.differences(made));
        } catch (ApiFailure failure) {
            return switch (failure.kind()) {
                case ALREADY_EXISTS -> existing(claim, request.name());
                case QUOTA -> overQuota(claim, request.name(), failure);
                default -> new Message.Refused(claim, failure);
            };
        }
    }

    /**
     * A mutating webhook or policy has changed the marks by which a snapshot is known as ours.
     * Nobody would own it, and nothing would ever expire it.
     */
    private Message undone(ClaimInFlight claim, Snapshot made, List<String> differences) {
        String left;
        try {
            cluster.undo(made);
            left = "; it is deleted again";
        } catch (ApiFailure failure) {
            left = "; it is left, for it cannot be deleted: " + failure.reason();
        }
        return new Message.NotMade(
                claim,
                "the API server made the snapshot %s, but not as it was asked to, so that a webhook or an admission policy must have changed it: %s%s"
                        .formatted(made.name(), String.join(", ", differences), left),
                false);
    }

    /**
     * The API server looks at the quota before it looks at the name. So a request that is repeated
     * because its answer was lost may find the quota used up by its own snapshot.
     */
    private Message overQuota(ClaimInFlight claim, ObjectName name, ApiFailure refusal) {
        try {
            return cluster.snapshot(name)
                    .filter(found -> isThisRuns(claim, found))
                    .<Message>map(found -> new Message.Created(claim, found, true))
                    .orElseGet(() -> new Message.Refused(claim, refusal));
        } catch (ApiFailure _) {
            return new Message.Refused(claim, refusal);
        }
    }

    /**
     * The name is taken: by an earlier attempt of this very run, or by somebody who copied our
     * names.
     */
    private Message existing(ClaimInFlight claim, ObjectName name) {
        try {
            return cluster.snapshot(name)
                    .<Message>map(found ->
                            isThisRuns(claim, found)
                                    ? new Message.Created(claim, found, true)
                                    : new Message.NotMade(
                                            claim,
                                            "a snapshot %s exists already and is not of this run"
                                                    .formatted(name),
                                            false))
                    .orElseGet(() ->
                            new Message.NotMade(
                                    claim,
                                    "a snapshot %s existed, and was deleted by somebody else at once"
                                            .formatted(name),
                                    true));
        } catch (ApiFailure failure) {
            return new Message.Refused(claim, failure);
        }
    }

    private boolean isThisRuns(ClaimInFlight claim, Snapshot snapshot) {
        return Ownership.isOf(snapshot, assignment.run(), claim.due().claim().uid());
    }
}
