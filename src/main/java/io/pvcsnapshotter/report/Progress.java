package io.pvcsnapshotter.report;

import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.run.ClaimResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far a run is, in one line. */
final class Progress {
    private enum End {
        READY,
        TAKEN,
        FAILED,
        SKIPPED
    }

    /**
     * @param reason what it waits for
     */
    private record Waiting(Instant since, String reason) {}

    private final Instant started;
    private final Map<ObjectName, End> ended = new HashMap<>();

    /** Whose snapshot exists and is not ready, the slowest first. */
    private final Map<ObjectName, Waiting> waiting = new LinkedHashMap<>();

    private long due = -1;

    Progress(Instant started) {
        this.started = started;
    }

    void planned(long number) {
        due = number;
    }

    /** The claim's snapshot is there. */
    void asked(ObjectName claim, Instant now) {
        waiting.put(claim, new Waiting(now, "being taken"));
    }

    void waits(ObjectName claim, String reason) {
        waiting.computeIfPresent(claim, (_, each) -> new Waiting(each.since(), reason));
    }

    /** The claim is done with; told once more where the second look changes that. */
    void finished(ClaimResult result) {
        ObjectName claim = result.claim().name();
        waiting.remove(claim);
        ended.put(
                claim,
                switch (result.outcome()) {
                    case Outcome.Ready _ -> End.READY;
                    case Outcome.Taken _ -> End.TAKEN;
                    case Outcome.Failed _ -> End.FAILED;
                    case Outcome.Skipped _ -> End.SKIPPED;
                });
    }

    /** Like {@code 4:10 12 of 40 ready, 3 waiting; slowest shop/orders-db, 4m: uploading}. */
    String line(Instant now) {
        String time = DurationWords.stopwatch(Duration.between(started, now)) + "  ";
        if (due < 0) {
            return time + "looking at the cluster";
        }
        List<String> counts = new ArrayList<>();
        counts.add("%d of %d ready".formatted(count(End.READY), due));
        add(counts, count(End.TAKEN), "taken");
        add(counts, count(End.FAILED), "failed");
        add(counts, waiting.size(), "waiting");
        return time + String.join(", ", counts) + slowest(now);
    }

    private static void add(List<String> counts, long number, String what) {
        if (number > 0) {
            counts.add(number + " " + what);
        }
    }

    private long count(End end) {
        return ended.values().stream().filter(end::equals).count();
    }

    private String slowest(Instant now) {
        return waiting.entrySet().stream()
                .findFirst()
                .map(each ->
                        "; slowest %s, %s: %s"
                                .formatted(
                                        each.getKey(),
                                        DurationWords.age(
                                                Duration.between(each.getValue().since(), now)),
                                        each.getValue().reason()))
                .orElse("");
    }
}
