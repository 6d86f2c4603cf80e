package io.pvcsnapshotter.report;

import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.Expiry;
import io.pvcsnapshotter.run.RunListener;
import io.pvcsnapshotter.run.RunResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the termination message up to date, so that a run that is killed has said how far it was.
 */
public final class TerminationReport implements RunListener {
    private final TerminationMessage message;
    private final List<String> failures = new ArrayList<>();
    private long due;
    private int done;

    public TerminationReport(TerminationMessage message) {
        this.message = message;
        message.write(failures, "the run was ended before it could report");
    }

    @Override
    public void planned(Plan plan) {
        due =
                plan.claims().stream()
                        .filter(each -> each.decision() instanceof Decision.Due)
                        .count();
        write();
    }

    @Override
    public void taken(ObjectName claim) {}

    @Override
    public void finished(ClaimResult result) {
        if (result.outcome() instanceof Outcome.Failed(String reason, _)) {
            failures.add(Summary.failure(result.claim().name(), reason));
        }
        done += result.decision() instanceof Decision.Due ? 1 : 0;
        write();
    }

    private void write() {
        message.write(failures, "the run was ended after %d of %d due claims".formatted(done, due));
    }

    @Override
    public void ended(RunResult result) {
        message.write(Summary.failures(result), Summary.totals(result));
    }

    @Override
    public void warned(String warning) {}

    @Override
    public void requested(ObjectName claim, Snapshot snapshot) {}

    @Override
    public void adopted(ObjectName claim, Snapshot snapshot, String reason) {}

    @Override
    public void expired(Judgement judgement, Expiry expiry) {}
}
