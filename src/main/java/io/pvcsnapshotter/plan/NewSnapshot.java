package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.plan.Histories.Owned;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is asked of the API server for a claim that gets a new snapshot. */
record NewSnapshot(Settings settings, Run run, Instant now) {
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
                        joined(policy.snapshotLabels(), marks.labels()),
                        annotations);
        return new Decision.Take(policy, request, chosen.warnings());
    }

    /** Ours win over the user's. */
    private static Map<String, String> joined(Map<String, String> users, Map<String, String> ours) {
        Map<String, String> all = new HashMap<>(users);
        all.putAll(ours);
        return all;
    }
}
