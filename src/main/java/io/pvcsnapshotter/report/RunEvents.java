package io.pvcsnapshotter.report;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.EventNote;
import io.pvcsnapshotter.model.EventNote.Regarding;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Events of a run: one on its Job, another there if snapshots expire later than retention would
 * have it, one on each claim that failed or, if all are wanted, that got its snapshot.
 */
public final class RunEvents {
    private static final String ACTION = "Snapshot";

    private final Run run;
    private final Optional<Regarding> job;
    private final Settings.Events wanted;

    /**
     * @param job empty outside a Job
     */
    public RunEvents(Run run, Optional<Regarding> job, Settings.Events wanted) {
        this.run = run;
        this.job = job;
        this.wanted = wanted;
    }

    /**
     * The Job's comes first: a run that is being stopped has time for little more, and writes no
     * others.
     */
    public List<EventNote> of(RunResult result) {
        List<EventNote> notes = new ArrayList<>();
        job.map(each -> ofRun(each, result)).ifPresent(notes::add);
        if (!result.stopped()) {
            job.flatMap(each -> ofPostponed(each, result.postponed())).ifPresent(notes::add);
            result.claims().forEach(each -> ofClaim(each).ifPresent(notes::add));
        }
        return notes;
    }

    private EventNote ofRun(Regarding about, RunResult result) {
        boolean good = result.exitStatus() == ExitStatus.OK;
        String reason = good ? "SnapshotRunSucceeded" : "SnapshotRunFailed";
        String note =
                Summary.failures(result).stream()
                        .findFirst()
                        .map(each -> "; first failure: " + each)
                        .or(() -> Summary.passedOver(result).map("; "::concat))
                        .orElse("");
        return note(about, !good, reason, Summary.totals(result) + note);
    }

    private Optional<EventNote> ofPostponed(Regarding about, List<String> postponed) {
        return postponed.stream()
                .findFirst()
                .map(first -> {
                    int more = postponed.size() - 1;
                    String note = more == 0 ? first : "%s; and %d more".formatted(first, more);
                    return note(about, false, "ExpiryPostponed", note);
                });
    }

    private Optional<EventNote> ofClaim(ClaimResult result) {
        return switch (result.outcome()) {
            case Outcome.Failed(String reason, _) ->
                    Optional.of(note(claim(result.claim()), true, "SnapshotFailed", reason));
            case Outcome.Ready(var taken) ->
                    ifAll(result, "SnapshotReady", "ready, taken at " + taken);
            case Outcome.Taken(var taken) -> ifAll(result, "SnapshotTaken", "taken at " + taken);
            case Outcome.Skipped _ -> Optional.empty();
        };
    }

    private Optional<EventNote> ifAll(ClaimResult result, String reason, String note) {
        return wanted == Settings.Events.ALL
                ? Optional.of(note(claim(result.claim()), false, reason, note))
                : Optional.empty();
    }

    private EventNote note(Regarding about, boolean warning, String reason, String note) {
        String name = EventNote.nameOf(run.uid(), about.name(), about.kind() + reason);
        return new EventNote(name, about, warning, reason, ACTION, Printable.of(note));
    }

    private static Regarding claim(Claim claim) {
        return new Regarding("v1", "PersistentVolumeClaim", claim.name(), claim.uid());
    }
}
