package io.pvcsnapshotter.report;

import io.pvcsnapshotter.config.ConfigurationReader;
import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import io.pvcsnapshotter.sample.ClaimBuilder;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan in which everything occurs, and its parts. */
final class Sample {
    static final Instant NOW = Instant.parse("2026-03-10T04:17:00Z");
    static final Policy STRICT = policy("strict", "");
    static final Policy LENIENT = policy("lenient", "unsupported = skip");

    private Sample() {}

    private static Policy policy(String name, String more) {
        String text = "policies = [ { name = %s, %s } ]".formatted(name, more);
        return ConfigurationReader.read("the test", Map.of("snapshotter.conf", text))
                .settings()
                .policies()
                .getFirst();
    }

    static Claim claim(String name) {
        return ClaimBuilder.claim(name)
                .withCreated(NOW.minus(Duration.ofDays(30)))
                .withStorageClass(null)
                .build();
    }

    static Snapshot snapshot(String name, Optional<Instant> taken, boolean ready) {
        return SnapshotBuilder.snapshot(name, taken.orElse(NOW))
                .withTaken(taken)
                .withReady(ready)
                .build();
    }

    private static Snapshot ready(String name, String taken) {
        return snapshot(name, Optional.of(Instant.parse(taken)), true);
    }

    /**
     * @param stamp in the name of the snapshot to come
     */
    static Decision take(Optional<String> snapshotClass, String stamp, String... warnings) {
        return new Decision.Take(
                STRICT,
                new SnapshotRequest(
                        new ObjectName("shop", "data-" + stamp),
                        "data",
                        snapshotClass,
                        Optional.of("csi.example.com"),
                        Map.of(),
                        Map.of()),
                List.of(warnings));
    }

    static ClaimPlan plan(String claim, Decision decision, Judgement... snapshots) {
        return new ClaimPlan(claim(claim), decision, List.of(snapshots), List.of());
    }

    static Plan of(ClaimPlan... claims) {
        return new Plan(NOW, List.of(claims), List.of(), List.of(), List.of(), Optional.empty());
    }

    static Plan rich(Instant now, String stamp) {
        Judgement kept =
                new Judgement(
                        ready("data-9", "2026-03-09T04:17:01Z"),
                        Judgement.Fate.KEPT,
                        List.of("last 1", "daily 2026-03-09"));
        Judgement held =
                new Judgement(
                        ready("data-8", "2026-03-08T04:17:01Z"), Judgement.Fate.SET_ASIDE, "held");
        Judgement expired =
                new Judgement(
                        ready("data-7", "2026-03-07T04:17:01Z"),
                        Judgement.Fate.EXPIRED,
                        "no tier keeps it");
        Judgement leftover =
                new Judgement(
                        snapshot("data-6", Optional.empty(), false),
                        Judgement.Fate.LEFTOVER,
                        "never taken");
        return new Plan(
                now,
                List.of(
                        plan(
                                "data",
                                take(Optional.of("fast"), stamp),
                                kept,
                                held,
                                expired,
                                leftover),
                        plan(
                                "data-default",
                                take(Optional.empty(), stamp, "its class is not known")),
                        plan("evil", Decision.unknownPolicy("no policy \u001b[2J\nwhere\u202e")),
                        plan(
                                "late",
                                new Decision.Adopt(
                                        STRICT,
                                        snapshot("late-5", Optional.empty(), false),
                                        "an earlier run asked for it")),
                        plan("lenient", Decision.unsupported(LENIENT, "no CSI volume")),
                        plan("not-due", Decision.notDue(STRICT, "the next is due at 05:00")),
                        plan("nobodys", Decision.noPolicy()),
                        new ClaimPlan(
                                claim("settling"),
                                Decision.notDue(STRICT, "the next is due at 05:00"),
                                List.of(),
                                List.of("2 expire after 2026-03-11 04:17")),
                        plan("skipped", Decision.skip(Optional.of(STRICT), "it is deleted")),
                        plan("strict", Decision.unsupported(STRICT, "no class"))),
                List.of(new Plan.LostClaim("shop", "old", "uid-old", List.of(held, expired))),
                List.of(
                        new Plan.ForeignSnapshot(
                                ready("copy", "2026-03-07T04:17:01Z"), "a copy made by hand")),
                List.of("policy databases selects nothing"),
                Optional.empty());
    }
}
