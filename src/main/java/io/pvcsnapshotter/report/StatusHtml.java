package io.pvcsnapshotter.report;

import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.report.Mark.Kind;
import io.pvcsnapshotter.report.StatusRow.Standing;
import io.pvcsnapshotter.timetable.RunSchedule;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The status as one page for a browser or for paper: the same rows as in the table, each with a
 * time line of its snapshots. It needs nothing from elsewhere, and has no script.
 */
public final class StatusHtml {
    /** As many remarks as may be open: more would hide the claims. */
    private static final int MOST_REMARKS = 10;

    private final StatusReport report;
    private final ZoneId zone;
    private final TimeLineHtml timeLine;

    /**
     * @param zone of the times shown: the person's own
     */
    public StatusHtml(StatusReport report, ZoneId zone) {
        this.report = report;
        this.zone = zone;
        this.timeLine =
                new TimeLineHtml(
                        TimeAxis.of(
                                report.rows().stream().flatMap(each -> each.marks().stream()),
                                report.observed()));
    }

    /** Writes the page piece by piece, so that it is never in memory as a whole. */
    public void write(Appendable out) {
        Html page = new Html(out);
        addHead(page);
        addRuns(page);
        page.add("<div class=\"pair\">\n");
        addNumbers(page);
        addKey(page);
        page.add("</div>\n");
        addRemarks(page);
        Map<Standing, List<StatusRow>> rows =
                report.rows().stream()
                        .collect(
                                Collectors.groupingBy(
                                        StatusRow::standing,
                                        () -> new EnumMap<>(Standing.class),
                                        Collectors.toList()));
        rows.forEach((standing, each) -> addClaims(page, standing, each));
        page.add(
                """
                <footer>
                <p>All snapshots of a claim, and how to get its data back: <code>%s snapshots CLAIM -n NAMESPACE</code></p>
                </footer>
                </main>
                </body>
                </html>
                """,
                report.program());
    }

    private void addHead(Html page) {
        String seen = PersonsTime.withYear(report.observed(), zone);
        page.add(
                        """
                        <!DOCTYPE html>
                        <html lang="en">
                        <head>
                        <meta charset="utf-8">
                        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                        <meta name="viewport" content="width=device-width, initial-scale=1">
                        <title>%s: %s</title>
                        <style>
                        """,
                        verdict(), seen)
                .add(StatusStyle.CSS)
                .add("</style>\n</head>\n<body>\n");
        timeLine.addShapes(page);
        page.add(
                """
                <main>
                <header>
                <h1>What there is to restore from</h1>
                <p>Install %s, as seen on %s (%s). All times are in that time zone, except where another is named.</p>
                <p class="verdict %s">%s</p>
                """,
                cronJob(), seen, zone, isGood() ? "good" : "bad", verdict());
        for (String each : report.notices().unknown()) {
            page.add("<p class=\"verdict bad\">%s</p>\n", each);
        }
        page.add("</header>\n");
    }

    private ObjectName cronJob() {
        return switch (report.schedule()) {
            case RunSchedule.Known(var cronJob, _) -> cronJob.name();
            case RunSchedule.Missing(ObjectName name) -> name;
            case RunSchedule.Unknown(ObjectName name, _) -> name;
        };
    }

    private boolean isGood() {
        return report.problems().isEmpty() && !report.isOfNothing();
    }

    private String verdict() {
        long wrong = report.rows().stream().filter(StatusRow::isWrong).count();
        if (!report.obstacles().isEmpty()) {
            return "New snapshots may not come: see the runs";
        }
        if (wrong > 0) {
            return "Somebody has to look at %d %s".formatted(wrong, claims(wrong));
        }
        if (report.isOfNothing()) {
            return "No claim is snapshotted";
        }
        long wanted = report.rows().stream().filter(StatusRow::wanted).count();
        if (wanted == 0) {
            return "Nobody knows here whether the claims are in order";
        }
        return isGood()
                ? "All %d %s that are to be snapshotted are in order"
                        .formatted(wanted, claims(wanted))
                : "Something is wrong: see the remarks";
    }

    private static String claims(long number) {
        return number == 1 ? "claim" : "claims";
    }

    private void addRuns(Html page) {
        page.add("<section>\n<h2>Runs</h2>\n<ul>\n");
        report.scheduleLines().forEach(each -> page.add("<li>%s</li>\n", each));
        page.add("</ul>\n</section>\n");
    }

    private void addNumbers(Html page) {
        Map<Standing, Long> numbers =
                report.rows().stream()
                        .collect(
                                Collectors.groupingBy(
                                        StatusRow::standing,
                                        () -> new EnumMap<>(Standing.class),
                                        Collectors.counting()));
        page.add(
                """
                <section>
                <h2>Claims</h2>
                <table>
                <caption>%s</caption>
                <thead><tr><th scope="col">State</th><th scope="col">Claims</th><th scope="col">What it means</th></tr></thead>
                <tbody>
                """,
                report.totals());
        numbers.forEach((standing, number) ->
                page.add(
                        """
                        <tr class="%s"><th scope="row"><a href="#%s">%s</a></th><td>%s</td><td>%s</td></tr>
                        """,
                        standing, standing, standing.words(), number, standing.meaning()));
        page.add("</tbody>\n</table>\n</section>\n");
    }

    private void addKey(Html page) {
        Map<Kind, Long> numbers =
                Mark.count(report.rows().stream().flatMap(each -> each.marks().stream()));
        page.add(
                """
                <section>
                <h2>Snapshots</h2>
                <table>
                <caption>The signs on the time lines</caption>
                <thead><tr><th scope="col">Sign</th><th scope="col">Snapshots</th><th scope="col">What it means</th></tr></thead>
                <tbody>
                """);
        for (Kind each : Kind.values()) {
            page.add("<tr><th scope=\"row\">");
            TimeLineHtml.addSign(page, each);
            page.add(
                    "%s</th><td>%s</td><td>%s</td></tr>\n",
                    each.word(), numbers.getOrDefault(each, 0L), each.meaning());
        }
        page.add(
                """
                </tbody>
                </table>
                <p>A time line ends now, at the right. The older, the closer together. The shaded part at its right end shows how old the newest snapshot of the claim may be.</p>
                </section>
                """);
    }

    private void addRemarks(Html page) {
        List<String> remarks = report.remarks();
        if (remarks.isEmpty()) {
            return;
        }
        boolean many = remarks.size() > MOST_REMARKS;
        page.add("<section>\n<h2>Remarks</h2>\n");
        if (many) {
            page.add("<details><summary>%s remarks</summary>\n", remarks.size());
        }
        page.add("<ul>\n");
        remarks.forEach(each -> page.add("<li>%s</li>\n", each));
        page.add(many ? "</ul>\n</details>\n</section>\n" : "</ul>\n</section>\n");
    }

    private void addClaims(Html page, Standing standing, List<StatusRow> rows) {
        page.add(
                """
                <section class="%s" id="%s">
                <h2>%s: %s %s</h2>
                """,
                standing, standing, standing.words(), rows.size(), claims(rows.size()));
        rows.forEach(each -> addClaim(page, each));
        page.add("</section>\n");
    }

    private void addClaim(Html page, StatusRow row) {
        page.add(
                """
                <article>
                <h3>%s</h3>
                <p class="state">%s</p>
                <p class="facts">%s</p>
                """,
                row.claim(), row.words(), facts(row));
        if (!row.marks().isEmpty() || row.isWrong()) {
            timeLine.add(page, row);
        }
        if (!row.marks().isEmpty()) {
            addSnapshots(page, row);
        }
        page.add("</article>\n");
    }

    private String facts(StatusRow row) {
        String newest =
                row.health()
                        .newest()
                        .map(each ->
                                "; the newest is %s, of %s, %s old"
                                        .formatted(
                                                each.name().name(),
                                                time(each),
                                                DurationWords.age(
                                                        row.health().age().orElseThrow())))
                        .orElse("");
        return row.policy().map("Policy %s; "::formatted).orElse("")
                + "%d ready".formatted(row.health().ready())
                + newest
                + row.longestAge()
                        .map(each -> "; it may be up to %s old".formatted(DurationWords.age(each)))
                        .orElse("");
    }

    private String time(Snapshot snapshot) {
        return PersonsTime.of(snapshot.time(), report.observed(), zone);
    }

    private void addSnapshots(Html page, StatusRow row) {
        page.add(
                """
                <details><summary>%s: %s</summary>
                <table><caption>Snapshots of %s, the newest first</caption>
                <thead><tr><th scope="col">Taken<th scope="col">State<th scope="col">Why<th scope="col">Name</thead>
                <tbody>
                """,
                row.marks().size() == 1 ? "1 snapshot" : row.marks().size() + " snapshots",
                TimeLineHtml.numbers(row.marks()),
                row.claim());
        for (Mark each : row.marks()) {
            page.add(
                    "<tr><th scope=\"row\">%s<td>%s<td>%s<td>%s\n",
                    each.snapshot().takenAt().isPresent() ? time(each.snapshot()) : "not yet",
                    each.kind().word(),
                    String.join(", ", each.reasons()),
                    each.snapshot().name().name());
        }
        page.add("</table></details>\n");
    }
}
