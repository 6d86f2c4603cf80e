package io.pvcsnapshotter.report;

import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.RunNews;
import io.pvcsnapshotter.run.RunResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps the termination message up to date, so that a run that is killed has said how far it was.
 */
public final class TerminationReport implements Consumer<RunNews> {
    private final TerminationMessage message;
    private final Map<ObjectName, String> failures = new LinkedHashMap<>();
    private final Set<ObjectName> done = new HashSet<>();
    private long due;

    public TerminationReport(TerminationMessage message) {
        this.message = message;
        message.write(List.of(), "the run was ended before it could report");
    }

    @Override
    public void accept(RunNews news) {
        switch (news) {
            case RunNews.Planned(Plan plan) -> {
                due = plan.due().count();
                write();
            }
            case RunNews.Finished(ClaimResult result) -> finished(result);
            case RunNews.Ended(RunResult result) -> ended(result);
            case RunNews.Warned _,
                    RunNews.Requested _,
                    RunNews.Adopted _,
                    RunNews.Waiting _,
                    RunNews.Taken _,
                    RunNews.Expired _ -> {}
        }
    }

    private void finished(ClaimResult result) {
        ObjectName name = result.claim().name();
        if (result.outcome() instanceof Outcome.Failed(String reason, _)) {
            failures.put(name, Summary.failure(name, reason));
        } else {
            failures.remove(name);
        }
        if (result.decision() instanceof Decision.Due) {
            done.add(name);
        }
        write();
    }

    private void write() {
        message.write(
                List.copyOf(failures.values()),
                "the run was ended after %d of %d due claims".formatted(done.size(), due));
    }

    private void ended(RunResult result) {
        List<String> reasons = new ArrayList<>(Summary.failures(result));
        Summary.passedOver(result).ifPresent(reasons::add);
        message.write(reasons, Summary.totals(result));
    }
}
