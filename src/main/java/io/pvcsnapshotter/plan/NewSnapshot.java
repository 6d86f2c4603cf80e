package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.model.TwoPartMap;
import io.pvcsnapshotter.plan.Histories.Owned;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is asked of the API server for a claim that gets a new snapshot. */
final class NewSnapshot {
    private final Settings settings;
    private final Run run;
    private final Instant now;

    /** Marks that many of them have in common. */
    private final Map<Map<String, String>, Map<String, String>> marksOfRun = new HashMap<>();

    NewSnapshot(Settings settings, Run run, Instant now) {
        this.settings = settings;
        this.run = run;
        this.now = now;
    }

    /**
     * @param history newest first
     */
    Decision of(Claim claim, Policy policy, List<Owned> history, ClassChoice.Chosen chosen) {
        Ownership.Marks marks =
                Ownership.marks(
                        run,
                        claim.name(),
                        claim.uid(),
                        policy.name(),
                        SettlingRule.recorded(policy.retain()),
                        settings.timeZone().getId());
        Map<String, String> annotations = joined(policy.snapshotAnnotations(), marks.annotations());
        SettlingRule.of(policy.retain(), settings)
                .inForceSince(history)
                .filter(since -> since.isBefore(now))
                .ifPresent(since -> annotations.put(Ownership.RETENTION_SINCE, since.toString()));
        SnapshotRequest request =
                new SnapshotRequest(
                        new ObjectName(claim.name().namespace(), marks.name()),
                        claim.name().name(),
                        chosen.snapshotClass(),
                        chosen.driver(),
                        shared(joined(policy.snapshotLabels(), marks.labels())),
                        shared(annotations));
        return new Decision.Take(policy, request, chosen.warnings());
    }

    private Map<String, String> shared(Map<String, String> marks) {
        return TwoPartMap.of(
                marks,
                Ownership.OF_CLAIM,
                part ->
                        part.containsKey(Ownership.CLAIM)
                                ? part
                                : marksOfRun.computeIfAbsent(part, same -> same));
    }

    /** Ours win over the user's. */
    private static Map<String, String> joined(Map<String, String> users, Map<String, String> ours) {
        Map<String, String> all = new HashMap<>(users);
        all.putAll(ours);
        return all;
    }
}
