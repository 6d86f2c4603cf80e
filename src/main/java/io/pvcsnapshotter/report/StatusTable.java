package io.pvcsnapshotter.report;

import io.pvcsnapshotter.health.ClaimHealth;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.report.Table.Fit;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The status as one screen: the schedule above, a row for each claim, the totals below. */
public final class StatusTable {
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
        screen.lines(report.scheduleLines());
        screen.lines(report.notices().unknown());
        screen.table(table(wide));
        screen.lines(report.remarks());
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
}
