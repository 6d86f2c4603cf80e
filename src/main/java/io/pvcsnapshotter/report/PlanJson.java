package io.pvcsnapshotter.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.KeptAtMost;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Tally;
import io.pvcsnapshotter.plan.Tally.Heading;
import java.time.Duration;
import java.util.List;

/**
 * A plan as JSON. What changes from one call to the next although nothing else did (the time, the
 * name of the snapshot to come) is left out, so that two plans can be compared as text.
 */
public final class PlanJson {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private PlanJson() {}

    private record Document(
            List<ClaimEntry> claims,
            List<LostEntry> lostClaims,
            List<ForeignEntry> foreign,
            List<String> unmatched,
            List<KeptEntry> keptAtMost,
            Totals totals) {}

    private record KeptEntry(
            String policy,
            int claims,
            Integer ofEachClaim,
            Long inAll,
            Long withinHours,
            Long manualHours) {}

    private record Totals(
            int claims,
            int due,
            int notDue,
            int skipped,
            int unsupported,
            int mistaken,
            int noPolicy,
            long expiring) {}

    private record ClaimEntry(
            String namespace,
            String claim,
            String policy,
            String action,
            String reason,
            List<SnapshotEntry> snapshots,
            List<String> postponed) {}

    private record LostEntry(
            String namespace, String claim, String claimUid, List<SnapshotEntry> snapshots) {}

    private record SnapshotEntry(
            String snapshot, String taken, boolean ready, String action, List<String> reasons) {}

    private record ForeignEntry(String namespace, String snapshot, String reason) {}

    public static String render(ShownPlan shown) {
        Plan plan = shown.plan();
        return GSON.toJson(
                new Document(
                        shown.claims().stream().map(PlanJson::claim).toList(),
                        shown.orphans().stream().map(PlanJson::lost).toList(),
                        plan.foreign().stream().map(PlanJson::foreign).toList(),
                        plan.unmatched(),
                        shown.kept().stream().map(PlanJson::kept).toList(),
                        totals(plan)));
    }

    private static KeptEntry kept(KeptAtMost each) {
        return new KeptEntry(
                each.policy().name(),
                each.claims(),
                each.ofEachClaim().orElse(null),
                each.ofEachClaim().map(number -> (long) number * each.claims()).orElse(null),
                each.andAllWithin().map(Duration::toHours).orElse(null),
                each.policy()
                        .retain()
                        .flatMap(Retention::manual)
                        .map(Duration::toHours)
                        .orElse(null));
    }

    private static Totals totals(Plan plan) {
        Tally tally = plan.tally();
        return new Totals(
                tally.claims(),
                tally.count(Heading.DUE),
                tally.count(Heading.NOT_DUE),
                tally.count(Heading.SKIPPED),
                tally.count(Heading.UNSUPPORTED),
                tally.count(Heading.MISTAKEN),
                tally.count(Heading.NO_POLICY),
                plan.deletions().count());
    }

    private static ClaimEntry claim(Plan.ClaimPlan each) {
        Decision decision = each.decision();
        return new ClaimEntry(
                each.claim().name().namespace(),
                each.claim().name().name(),
                decision.policyOfClaim().map(Policy::name).orElse(null),
                decision.kind().word(),
                decision.reason(),
                each.snapshots().stream().map(PlanJson::snapshot).toList(),
                each.postponed());
    }

    private static LostEntry lost(Plan.LostClaim each) {
        return new LostEntry(
                each.namespace(),
                each.claim(),
                each.claimUid(),
                each.snapshots().stream().map(PlanJson::snapshot).toList());
    }

    private static SnapshotEntry snapshot(Judgement each) {
        return new SnapshotEntry(
                each.snapshot().name().name(),
                each.snapshot().takenAt().map(Object::toString).orElse(null),
                each.snapshot().ready(),
                each.fate().verb(),
                each.reasons());
    }

    private static ForeignEntry foreign(Plan.ForeignSnapshot each) {
        return new ForeignEntry(
                each.snapshot().name().namespace(), each.snapshot().name().name(), each.reason());
    }
}
