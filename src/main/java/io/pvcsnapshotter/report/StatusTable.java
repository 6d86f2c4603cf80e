package io.pvcsnapshotter.report;

import io.pvcsnapshotter.health.ClaimHealth;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Plan.ForeignSnapshot;
import io.pvcsnapshotter.report.StatusReport.Notices;
import io.pvcsnapshotter.report.Table.Fit;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The status as one screen: the schedule above, a row for each claim, the totals below. */
public final class StatusTable {
    /** A tenant can make any number of them. */
    private static final int MOST_FOREIGN = 3;

    private final StatusReport report;
    private final ZoneId zone;

    /**
     * @param zone of the times shown: the person's own
     */
    public StatusTable(StatusReport report, ZoneId zone) {
        this.report = report;
        this.zone = zone;
    }

    /**
     * @param wide with times, limits and who else has snapshots of the claim
     */
    public String render(Width width, boolean wide) {
        Screen screen = new Screen(width);
        Notices notices = report.notices();
        screen.lines(report.scheduleLines());
        screen.lines(notices.unknown());
        screen.table(table(wide));
        screen.lines(notices.postponed());
        screen.lines(notices.unmatched());
        screen.lines(others());
        screen.line(report.totals());
        return screen.toString();
    }

    private Table table(boolean wide) {
        Table table =
                new Table()
                        .column("CLAIM", Fit.NAME)
                        .column("POLICY", Fit.NAME)
                        .column("READY", Fit.WHOLE)
                        .column("NEWEST", Fit.NAME)
                        .column("AGE", Fit.WHOLE);
        if (wide) {
            table.column("TAKEN (%s)".formatted(zone), Fit.WHOLE)
                    .column("MAX AGE", Fit.WHOLE)
                    .column("EARLIER", Fit.WHOLE)
                    .column("OTHER INSTALLS", Fit.WHOLE)
                    .column("BY HAND", Fit.WHOLE);
        }
        table.column("STATE", Fit.TEXT);
        report.rows().forEach(each -> table.row(cells(each, wide)));
        return table;
    }

    private List<String> cells(StatusRow row, boolean wide) {
        ClaimHealth health = row.health();
        List<String> cells =
                new ArrayList<>(
                        List.of(
                                row.claim().toString(),
                                row.policy().orElse("-"),
                                Integer.toString(health.ready()),
                                health.newest().map(newest -> newest.name().name()).orElse("-"),
                                health.age().map(DurationWords::age).orElse("-")));
        if (wide) {
            cells.add(health.newest().map(this::taken).orElse("-"));
            cells.add(row.longestAge().map(DurationWords::age).orElse("-"));
            cells.add(Integer.toString(row.earlier()));
            cells.add(Integer.toString(row.others().otherInstalls()));
            cells.add(Integer.toString(row.others().unmarked()));
        }
        cells.add(row.words());
        return cells;
    }

    private String taken(Snapshot newest) {
        return PersonsTime.of(newest.time(), report.observed(), zone);
    }

    /** What is not ours is counted, and what looks like ours is named. */
    private List<String> others() {
        List<String> lines = new ArrayList<>();
        int unmarked = report.rows().stream().mapToInt(each -> each.others().unmarked()).sum();
        if (unmarked > 0) {
            lines.add(
                    "%d %s by hand or by another program: -o wide counts them, and they are never touched"
                            .formatted(
                                    unmarked,
                                    unmarked == 1 ? "snapshot was made" : "snapshots were made"));
        }
        int elsewhere = report.notices().elsewhere();
        if (elsewhere > 0) {
            lines.add(
                    "%d more of claims that are gone were made by hand or by other installs: pvc-snapshotter snapshots CLAIM -n NAMESPACE lists them"
                            .formatted(elsewhere));
        }
        List<ForeignSnapshot> foreign = report.notices().foreign();
        for (ForeignSnapshot each : foreign.subList(0, Math.min(MOST_FOREIGN, foreign.size()))) {
            lines.add("%s is not ours: %s".formatted(each.snapshot().name(), each.reason()));
        }
        if (foreign.size() > MOST_FOREIGN) {
            lines.add(
                    "%d more are like that: plan names them"
                            .formatted(foreign.size() - MOST_FOREIGN));
        }
        return lines;
    }
}
