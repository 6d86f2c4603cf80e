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

    public String render(Width width) {
        Table table =
                new Table()
                        .column("CLAIM", Fit.NAME)
                        .column("POLICY", Fit.NAME)
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
        Screen screen = new Screen(width).table(table);
        screen.sentences(plan.postponed());
        for (Plan.ForeignSnapshot each : plan.foreign()) {
            screen.sentence("%s is not ours: %s".formatted(each.snapshot().name(), each.reason()));
        }
        screen.sentences(plan.unmatched());
        screen.sentence(
                plan.tally().sentence(Heading.DUE, plan.deletions().count() + " to expire"));
        return screen.toString();
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
}
