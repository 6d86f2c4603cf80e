package io.pvcsnapshotter.report;

import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.DurationWords;
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
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A run for a person who watches it: one line that moves, and a table at the end. */
public final class TerminalReport implements Consumer<RunNews> {
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintWriter out;
    private final Width width;
    private final Clock clock;
    private final Instant started;
    private long due;
    private int taken;
    private final Set<ObjectName> ready = new HashSet<>();
    private final Set<ObjectName> failed = new HashSet<>();

    /**
     * @param out a terminal
     * @param width of it
     */
    public TerminalReport(PrintWriter out, Width width, Clock clock) {
        this.out = out;
        this.width = width;
        this.clock = clock;
        this.started = clock.instant();
    }

    @Override
    public void accept(RunNews news) {
        switch (news) {
            case RunNews.Planned(Plan plan) -> {
                due = plan.due().count();
                progress();
            }
            case RunNews.Warned(String warning) -> line("warning: " + warning);
            case RunNews.Requested _ -> progress();
            case RunNews.Adopted(ObjectName claim, Snapshot snapshot, String reason) ->
                    line("%s: use %s: %s".formatted(claim, snapshot.name().name(), reason));
            case RunNews.Taken _ -> {
                taken++;
                progress();
            }
            case RunNews.Finished(ClaimResult result) -> finished(result);
            case RunNews.Expired(_, Deletion deletion) ->
                    line("%s: %s".formatted(deletion.snapshot().name(), fate(deletion)));
            case RunNews.Ended(RunResult result) -> ended(result);
        }
    }

    private void finished(ClaimResult result) {
        ObjectName name = result.claim().name();
        ready.remove(name);
        failed.remove(name);
        switch (result.outcome()) {
            case Outcome.Ready _ -> ready.add(name);
            case Outcome.Failed _ -> failed.add(name);
            case Outcome.Taken _, Outcome.Skipped _ -> {}
        }
        progress();
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
        out.print(CLEAR_LINE);
        Screen screen = new Screen(width);
        if (!table.isEmpty()) {
            screen.table(table);
        }
        result.problems().forEach(each -> screen.sentence(each.reason()));
        screen.sentences(result.postponed());
        screen.sentence(Summary.totals(result));
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

    private synchronized void line(String text) {
        out.print(CLEAR_LINE);
        out.println(Printable.of(text));
        progress();
    }

    private synchronized void progress() {
        Duration elapsed = Duration.between(started, clock.instant());
        out.print(CLEAR_LINE);
        out.printf(
                "taken %d, ready %d, failed %d of %d, %s",
                taken, ready.size(), failed.size(), due, DurationWords.stopwatch(elapsed));
        out.flush();
    }
}
