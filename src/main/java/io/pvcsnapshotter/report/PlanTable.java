package io.pvcsnapshotter.report;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Tally.Heading;
import io.pvcsnapshotter.report.Table.Fit;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** A plan as a table: a row for each claim, with a row for each of its snapshots below. */
public final class PlanTable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final String INDENT = "  ";

    private final Plan plan;
    private final ZoneId zone;

    /**
     * @param zone of the times shown
     */
    public PlanTable(Plan plan, ZoneId zone) {
        this.plan = plan;
        this.zone = zone;
    }

    public String render() {
        Table table =
                new Table()
                        .column("CLAIM", Fit.NAME)
                        .column("POLICY", Fit.WHOLE)
                        .column("ACTION", Fit.WHOLE)
                        .column("TAKEN", Fit.WHOLE)
                        .column("REASON", Fit.TEXT);
        for (Plan.ClaimPlan each : plan.claims()) {
            Decision decision = each.decision();
            table.row(
                    List.of(
                            each.claim().name().toString(),
                            decision.policyOfClaim().map(Policy::name).orElse("-"),
                            decision.kind().word(),
                            "",
                            decision.reason()));
            each.snapshots().forEach(judged -> table.row(row(judged)));
        }
        for (Plan.LostClaim each : plan.orphans()) {
            table.row(
                    List.of(
                            each.namespace() + "/" + each.claim(),
                            "-",
                            "gone",
                            "",
                            "the claim is gone"));
            each.snapshots().forEach(judged -> table.row(row(judged)));
        }
        StringBuilder text = new StringBuilder(table.render(Width.UNLIMITED));
        plan.postponed().forEach(each -> line(text, each));
        for (Plan.ForeignSnapshot each : plan.foreign()) {
            line(text, "%s is not ours: %s".formatted(each.snapshot().name(), each.reason()));
        }
        plan.unmatched().forEach(each -> line(text, each));
        line(text, plan.tally().sentence(Heading.DUE, plan.deletions().count() + " to expire"));
        return text.toString();
    }

    private List<String> row(Judgement judged) {
        Snapshot snapshot = judged.snapshot();
        return List.of(
                INDENT + snapshot.name().name(),
                "",
                judged.fate().verb(),
                snapshot.takenAt().map(this::shown).orElse("-"),
                String.join(", ", judged.reasons()));
    }

    private String shown(Instant time) {
        return TIME.format(time.atZone(zone));
    }

    private static void line(StringBuilder text, String line) {
        text.append(Printable.of(line)).append('\n');
    }
}
