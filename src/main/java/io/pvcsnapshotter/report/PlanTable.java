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

    private final ShownPlan shown;
    private final ZoneId zone;

    /**
     * @param zone of the times shown
     */
    public PlanTable(ShownPlan shown, ZoneId zone) {
        this.shown = shown;
        this.zone = zone;
    }

    public String render(Width width) {
        Plan plan = shown.plan();
        Screen screen = new Screen(width);
        Table table = table();
        if (!table.isEmpty()) {
            screen.table(table);
        }
        screen.sentences(plan.postponed());
        for (Plan.ForeignSnapshot each : plan.foreign()) {
            screen.sentence("%s is not ours: %s".formatted(each.snapshot().name(), each.reason()));
        }
        screen.sentences(plan.unmatched());
        shown.kept().forEach(each -> screen.sentence(KeptWords.of(each)));
        if (shown.isEmpty()) {
            screen.sentence("Nothing would be done, and nothing is wrong.");
        }
        screen.sentence(
                plan.tally().sentence(Heading.DUE, plan.deletions().count() + " to expire"));
        return screen.toString();
    }

    private Table table() {
        Table table =
                new Table()
                        .column("CLAIM", Fit.NAME)
                        .column("POLICY", Fit.NAME)
                        .column("ACTION", Fit.WHOLE)
                        .column("TAKEN", Fit.WHOLE)
                        .column("REASON", Fit.TEXT);
        for (Plan.ClaimPlan each : shown.claims()) {
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
        for (Plan.LostClaim each : shown.orphans()) {
            table.row(
                    List.of(
                            each.namespace() + "/" + each.claim(),
                            "-",
                            "gone",
                            "",
                            "the claim is gone"));
            each.snapshots().forEach(judged -> table.row(row(judged)));
        }
        return table;
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
