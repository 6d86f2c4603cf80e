package io.pvcsnapshotter.report;

import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.Expiry;
import io.pvcsnapshotter.run.RunListener;
import io.pvcsnapshotter.run.RunResult;
import java.util.List;

/**
 * Tells several listeners the same.
 *
 * @param listeners in the order in which they are told
 */
public record Together(List<RunListener> listeners) implements RunListener {
    public Together {
        listeners = List.copyOf(listeners);
    }

    @Override
    public void planned(Plan plan) {
        listeners.forEach(each -> each.planned(plan));
    }

    @Override
    public void warned(String warning) {
        listeners.forEach(each -> each.warned(warning));
    }

    @Override
    public void requested(ObjectName claim, Snapshot snapshot) {
        listeners.forEach(each -> each.requested(claim, snapshot));
    }

    @Override
    public void adopted(ObjectName claim, Snapshot snapshot, String reason) {
        listeners.forEach(each -> each.adopted(claim, snapshot, reason));
    }

    @Override
    public void taken(ObjectName claim) {
        listeners.forEach(each -> each.taken(claim));
    }

    @Override
    public void finished(ClaimResult result) {
        listeners.forEach(each -> each.finished(result));
    }

    @Override
    public void expired(Judgement judgement, Expiry expiry) {
        listeners.forEach(each -> each.expired(judgement, expiry));
    }

    @Override
    public void ended(RunResult result) {
        listeners.forEach(each -> each.ended(result));
    }
}
