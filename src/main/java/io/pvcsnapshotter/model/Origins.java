package io.pvcsnapshotter.model;

import io.pvcsnapshotter.model.Ownership.Foreign;
import io.pvcsnapshotter.model.Ownership.Origin;
import io.pvcsnapshotter.model.Ownership.Ours;
import io.pvcsnapshotter.model.Ownership.Unrelated;
import io.pvcsnapshotter.model.Ownership.Verdict;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Judges whose snapshots are, seen from one instance, and reads where ours come from. For many
 * snapshots, on one thread: it remembers the times of the runs.
 */
public final class Origins {
    /** With more runs than these it begins anew. */
    private static final int MOST = 10_000;

    private final String instance;
    private final Map<String, Optional<Instant>> times = new HashMap<>();

    public Origins(String instance) {
        this.instance = instance;
    }

    public Verdict judge(Snapshot snapshot) {
        Map<String, String> labels = snapshot.labels();
        if (!Ownership.PROGRAM.equals(labels.get(Ownership.MANAGED_BY))
                || !Ownership.isLabelOf(instance, labels.get(Ownership.INSTANCE))) {
            return new Unrelated();
        }
        Map<String, String> annotations = snapshot.annotations();
        String claim = annotations.get(Ownership.CLAIM);
        String claimUid = annotations.get(Ownership.CLAIM_UID);
        String runUid = annotations.get(Ownership.RUN_UID);
        Optional<Instant> nominal = nominal(annotations);
        Optional<Run.Trigger> trigger = Ownership.trigger(labels.get(Ownership.TRIGGER));
        if (trigger.isEmpty() || !hasAll(labels)) {
            return new Foreign("it has our labels, but not all of them");
        }
        if (claim == null || claimUid == null || runUid == null || nominal.isEmpty()) {
            return new Foreign("it has our labels but not the annotations that we write");
        }
        if (!snapshot.claim().equals(Optional.of(claim))) {
            return new Foreign(
                    "its source is %s, but its annotation names the claim %s"
                            .formatted(
                                    snapshot.claim().map("the claim "::concat).orElse("no claim"),
                                    claim));
        }
        String expected = Ownership.snapshotName(instance, claim, claimUid, runUid, nominal.get());
        if (!snapshot.name().name().equals(expected)) {
            return new Foreign(
                    "we would have named it " + expected + ": it is a copy made by hand");
        }
        return new Ours(origin(labels, annotations, nominal.get()));
    }

    /** Where a snapshot comes from that has been judged as ours before. */
    public Origin of(Snapshot ours) {
        Map<String, String> annotations = ours.annotations();
        return origin(ours.labels(), annotations, nominal(annotations).orElseThrow());
    }

    private static boolean hasAll(Map<String, String> labels) {
        return labels.containsKey(Ownership.CLAIM)
                && labels.containsKey(Ownership.POLICY)
                && labels.containsKey(Ownership.JOB);
    }

    private Optional<Instant> nominal(Map<String, String> annotations) {
        String text = annotations.get(Ownership.NOMINAL_TIME);
        if (text == null) {
            return Optional.empty();
        }
        if (times.size() >= MOST) {
            times.clear();
        }
        return times.computeIfAbsent(text, Ownership::instant);
    }

    private static Origin origin(
            Map<String, String> labels, Map<String, String> annotations, Instant nominal) {
        return new Origin(
                annotations.get(Ownership.CLAIM_UID),
                annotations.get(Ownership.RUN_UID),
                nominal,
                Ownership.trigger(labels.get(Ownership.TRIGGER)).orElseThrow(),
                labels.get(Ownership.POLICY),
                annotations.getOrDefault(Ownership.RETENTION, ""),
                annotations.getOrDefault(Ownership.TIME_ZONE, ""));
    }
}
