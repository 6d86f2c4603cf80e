package io.pvcsnapshotter.report;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.Deletion;
import io.pvcsnapshotter.run.RunNews;
import io.pvcsnapshotter.run.RunResult;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** A run as log lines: one for each thing done, with what it was done to as fields. */
public final class RunLog implements Consumer<RunNews> {
    private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

    public RunLog(Run run) {
        LOG.atInfo()
                .addKeyValue("instance", run.instance())
                .addKeyValue("job", run.job())
                .addKeyValue("trigger", run.trigger().label())
                .addKeyValue("nominalTime", run.nominal())
                .log("Started a run");
    }

    @Override
    public void accept(RunNews news) {
        switch (news) {
            case RunNews.Planned(Plan plan) -> planned(plan);
            case RunNews.Warned(String warning) ->
                    LOG.atWarn().addKeyValue("reason", warning).log("Warning");
            case RunNews.Requested(ObjectName claim, Snapshot snapshot) ->
                    claim(LOG.atInfo(), claim)
                            .addKeyValue("snapshot", snapshot.name().name())
                            .addKeyValue("snapshotClass", snapshot.snapshotClass().orElse(""))
                            .log("Asked for a snapshot");
            case RunNews.Adopted(ObjectName claim, Snapshot snapshot, String reason) ->
                    claim(LOG.atInfo(), claim)
                            .addKeyValue("snapshot", snapshot.name().name())
                            .addKeyValue("reason", reason)
                            .log("Use a snapshot that exists");
            case RunNews.Waiting _ -> {} // Its end is said, with what it waited for.
            case RunNews.Taken(ObjectName claim) ->
                    claim(LOG.atDebug(), claim).log("Snapshot is taken");
            case RunNews.Finished(ClaimResult result) -> finished(result);
            case RunNews.Expired(Judgement judgement, Deletion deletion) ->
                    expired(judgement, deletion);
            case RunNews.Ended(RunResult result) -> ended(result);
        }
    }

    private static void planned(Plan plan) {
        LOG.atInfo()
                .addKeyValue("claims", plan.claims().size())
                .addKeyValue("due", plan.due().count())
                .log("Planned the run");
        for (Plan.ForeignSnapshot each : plan.foreign()) {
            snapshot(LOG.atWarn(), each.snapshot())
                    .addKeyValue("reason", each.reason())
                    .log("Found a snapshot with our labels that is not ours, and leave it alone");
        }
        plan.stuck()
                .ifPresent(each ->
                        LOG.atWarn()
                                .addKeyValue("reason", each.sentence())
                                .log("Deletions are not finished"));
        for (ClaimPlan claim : plan.claims()) {
            for (String each : claim.postponed()) {
                claim(LOG.atWarn(), claim.claim().name())
                        .addKeyValue("reason", each)
                        .log("Expiry waits");
            }
        }
    }

    private static void finished(ClaimResult result) {
        ObjectName name = result.claim().name();
        switch (result.outcome()) {
            case Outcome.Ready(var taken) ->
                    claim(LOG.atInfo(), name).addKeyValue("taken", taken).log("Snapshot is ready");
            case Outcome.Taken(var taken) ->
                    claim(LOG.atInfo(), name).addKeyValue("taken", taken).log("Snapshot is taken");
            case Outcome.Failed(String reason, boolean retryMayHelp) ->
                    claim(LOG.atError(), name)
                            .addKeyValue("reason", reason)
                            .addKeyValue("retryMayHelp", retryMayHelp)
                            .log("Claim failed");
            case Outcome.Skipped(String reason) ->
                    claim(skipLevel(result.decision()), name)
                            .addKeyValue("reason", reason)
                            .log("Claim skipped");
        }
    }

    /** Claims that nobody asked to be snapshotted are no news. */
    private static LoggingEventBuilder skipLevel(Decision decision) {
        return decision.kind() == Decision.Kind.NO_POLICY ? LOG.atDebug() : LOG.atInfo();
    }

    private static void expired(Judgement judgement, Deletion deletion) {
        switch (deletion) {
            case Deletion.Deleted(Snapshot snapshot) ->
                    snapshot(LOG.atInfo(), snapshot)
                            .addKeyValue("reason", String.join(", ", judgement.reasons()))
                            .log("Expired a snapshot");
            case Deletion.LeftAlone(Snapshot snapshot, String reason) ->
                    snapshot(LOG.atInfo(), snapshot)
                            .addKeyValue("reason", reason)
                            .log("Left a snapshot alone that was to expire");
            case Deletion.Refused(Snapshot snapshot, String reason, boolean retryMayHelp) ->
                    snapshot(LOG.atError(), snapshot)
                            .addKeyValue("reason", reason)
                            .addKeyValue("retryMayHelp", retryMayHelp)
                            .log("Could not expire a snapshot");
        }
    }

    /** The last line of the run. */
    private static void ended(RunResult result) {
        ExitStatus status = result.exitStatus();
        String totals = Summary.totals(result);
        result.problems()
                .forEach(each ->
                        LOG.atError().addKeyValue("reason", each.reason()).log("Run failed"));
        Summary.passedOver(result)
                .ifPresent(each -> LOG.atWarn().addKeyValue("reason", each).log("Nothing to show"));
        (status == ExitStatus.OK ? LOG.atInfo() : LOG.atError())
                .addKeyValue("exitStatus", status.code())
                .log("Ended the run: " + totals);
    }

    private static LoggingEventBuilder claim(LoggingEventBuilder line, ObjectName claim) {
        return line.addKeyValue("namespace", claim.namespace()).addKeyValue("claim", claim.name());
    }

    private static LoggingEventBuilder snapshot(LoggingEventBuilder line, Snapshot snapshot) {
        return line.addKeyValue("namespace", snapshot.name().namespace())
                .addKeyValue("claim", snapshot.claim().orElse(""))
                .addKeyValue("snapshot", snapshot.name().name());
    }
}
