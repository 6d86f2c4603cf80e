package io.pvcsnapshotter.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.health.ClaimHealth;
import io.pvcsnapshotter.health.ClaimHealth.Wanted;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import io.pvcsnapshotter.plan.Plan.LostClaim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What there is to restore from: a row for each claim, those that are gone last. */
public final class StatusReport {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final Plan plan;
    private final List<Row> rows;

    /**
     * @param longestAge of the data of a claim that is to be snapshotted; empty if any will do
     */
    public StatusReport(Plan plan, Optional<Duration> longestAge) {
        this.plan = plan;
        this.rows =
                Stream.concat(
                                plan.claims().stream().map(each -> row(each, longestAge)),
                                plan.orphans().stream().map(this::row))
                        .toList();
    }

    private record Row(
            ObjectName claim,
            Optional<String> policy,
            boolean wanted,
            ClaimHealth health,
            String state) {}

    private Row row(ClaimPlan each, Optional<Duration> longestAge) {
        Optional<Policy> policy = each.decision().policyOfClaim();
        Optional<Wanted> wanted =
                each.isWanted()
                        ? Optional.of(
                                new Wanted(
                                        each.claim().created(),
                                        policy.map(known -> known.waiting().timeout())
                                                .orElse(Duration.ZERO),
                                        longestAge,
                                        each.decision().mistake()))
                        : Optional.empty();
        ClaimHealth health = ClaimHealth.of(snapshots(each.snapshots()), wanted, plan.observed());
        String state = each.decision().isWanted() ? "ok" : each.decision().reason();
        return new Row(
                each.claim().name(),
                policy.map(Policy::name),
                each.decision().isWanted(),
                health,
                health.wrong().isEmpty() ? state : String.join("; ", health.wrong()));
    }

    private Row row(LostClaim each) {
        return new Row(
                new ObjectName(each.namespace(), each.claim()),
                Optional.empty(),
                false,
                ClaimHealth.of(snapshots(each.snapshots()), Optional.empty(), plan.observed()),
                "the claim is gone");
    }

    private static List<Snapshot> snapshots(List<Judgement> judged) {
        return judged.stream().map(Judgement::snapshot).toList();
    }

    public boolean isStale() {
        return rows.stream().anyMatch(each -> each.health().stale());
    }

    /** A sentence for each thing that is wrong. */
    public List<String> problems() {
        List<String> sentences = new ArrayList<>(plan.unmatched());
        rows.stream()
                .filter(each -> !each.health().wrong().isEmpty())
                .map(each -> Summary.failure(each.claim(), each.state()))
                .forEach(sentences::add);
        return sentences;
    }

    /** The numbers, like {@code selected 3 of 5 claims: 2 ok, 1 not}. */
    public String totals() {
        List<Row> wanted = rows.stream().filter(Row::wanted).toList();
        long wrong = wanted.stream().filter(each -> !each.health().wrong().isEmpty()).count();
        return "selected %d of %d claims: %d ok%s"
                .formatted(
                        wanted.size(),
                        plan.claims().size(),
                        wanted.size() - wrong,
                        wrong == 0 ? "" : ", %d not".formatted(wrong));
    }

    public String table() {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("CLAIM", "POLICY", "READY", "NEWEST", "AGE", "STATE"));
        for (Row each : rows) {
            ClaimHealth health = each.health();
            table.add(
                    List.of(
                            each.claim().toString(),
                            each.policy().orElse("-"),
                            Integer.toString(health.ready()),
                            health.newest().map(newest -> newest.name().name()).orElse("-"),
                            health.age().map(DurationWords::age).orElse("-"),
                            each.state()));
        }
        StringBuilder text = new StringBuilder(Table.of(table));
        Stream.of(plan.postponed(), plan.unmatched(), List.of(totals()))
                .flatMap(List::stream)
                .forEach(each -> text.append(Printable.of(each)).append('\n'));
        return text.toString();
    }

    private record Document(
            String observed, List<Entry> claims, List<String> postponed, List<String> unmatched) {}

    private record Entry(
            String namespace,
            String claim,
            String policy,
            int ready,
            String newest,
            String taken,
            String state,
            List<String> wrong,
            boolean stale) {}

    public String json() {
        return GSON.toJson(
                new Document(
                        plan.observed().toString(),
                        rows.stream().map(StatusReport::entry).toList(),
                        plan.postponed(),
                        plan.unmatched()));
    }

    private static Entry entry(Row row) {
        Optional<Snapshot> newest = row.health().newest();
        return new Entry(
                row.claim().namespace(),
                row.claim().name(),
                row.policy().orElse(null),
                row.health().ready(),
                newest.map(each -> each.name().name()).orElse(null),
                newest.map(each -> each.time().toString()).orElse(null),
                row.state(),
                row.health().wrong(),
                row.health().stale());
    }
}
