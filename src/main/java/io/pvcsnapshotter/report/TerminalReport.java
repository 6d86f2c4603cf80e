package io.pvcsnapshotter.report;

import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.report.Table.Fit;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.Deletion;
import io.pvcsnapshotter.run.RunNews;
import io.pvcsnapshotter.run.RunResult;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * A run for a person who watches it: one line that moves, and a table at the end. It is told of the
 * run by several threads, and of the time by one more.
 */
public final class TerminalReport implements Consumer<RunNews>, AutoCloseable {
    private final MovingLine line;
    private final PrintWriter out;
    private final Width width;
    private final Clock clock;
    private final Progress progress;

    /**
     * @param out a terminal
     * @param width of it
     */
    public TerminalReport(PrintWriter out, Width width, Clock clock) {
        this.out = out;
        this.width = width;
        this.clock = clock;
        this.line = new MovingLine(out, width);
        this.progress = new Progress(clock.instant());
    }

    @Override
    public synchronized void accept(RunNews news) {
        switch (news) {
            case RunNews.Planned(Plan plan) -> progress.planned(plan.due().count());
            case RunNews.Warned(String warning) -> line.above("warning: " + warning);
            case RunNews.Requested(ObjectName claim, _) -> progress.asked(claim, clock.instant());
            case RunNews.Adopted(ObjectName claim, Snapshot snapshot, String reason) -> {
                line.above("%s: use %s: %s".formatted(claim, snapshot.name().name(), reason));
                progress.asked(claim, clock.instant());
            }
            case RunNews.Waiting(ObjectName claim, String reason) -> progress.waits(claim, reason);
            case RunNews.Taken _ -> {}
            case RunNews.Finished(ClaimResult result) -> progress.finished(result);
            case RunNews.Expired(_, Deletion deletion) ->
                    line.above("%s: %s".formatted(deletion.snapshot().name(), fate(deletion)));
            case RunNews.Ended(RunResult result) -> ended(result);
        }
        tick();
    }

    /** Shows the time that has passed. */
    public synchronized void tick() {
        line.show(progress.line(clock.instant()));
    }

    /** After it nothing moves any more. */
    @Override
    public synchronized void close() {
        line.close();
    }

    private static String fate(Deletion deletion) {
        return switch (deletion) {
            case Deletion.Deleted _ -> "expired";
            case Deletion.LeftAlone(_, String reason) -> "left alone: " + reason;
            case Deletion.Refused(_, String reason, _) -> reason;
        };
    }

    private void ended(RunResult result) {
        Table table =
                new Table()
                        .column("CLAIM", Fit.NAME)
                        .column("RESULT", Fit.WHOLE)
                        .column("REASON", Fit.TEXT);
        for (ClaimResult each : result.claims()) {
            if (each.decision().kind() != Decision.Kind.NO_POLICY) {
                table.row(row(each));
            }
        }
        Screen screen = new Screen(width);
        if (!table.isEmpty()) {
            screen.table(table);
        }
        result.problems().forEach(each -> screen.sentence(each.reason()));
        screen.sentences(result.postponed());
        screen.sentence(Summary.totals(result));
        line.close();
        out.print(screen);
        out.flush();
    }

    private static List<String> row(ClaimResult result) {
        String name = result.claim().name().toString();
        return switch (result.outcome()) {
            case Outcome.Ready(Instant time) -> List.of(name, "ready", "taken at " + time);
            case Outcome.Taken(Instant time) -> List.of(name, "taken", "taken at " + time);
            case Outcome.Failed(String reason, _) -> List.of(name, "failed", reason);
            case Outcome.Skipped(String reason) -> List.of(name, "skipped", reason);
        };
    }
}
