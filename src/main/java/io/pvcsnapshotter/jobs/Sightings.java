package io.pvcsnapshotter.jobs;

import io.pvcsnapshotter.model.EventSeen;
import io.pvcsnapshotter.model.RunJob;
import io.pvcsnapshotter.model.RunPod;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was seen around the Jobs.
 *
 * @param pods of all of them; empty if they may not be read
 * @param events by the uid of the object that they are about; empty if they may not be read
 */
public record Sightings(
        Optional<List<RunPod>> pods, Optional<Map<String, List<EventSeen>>> events) {

    boolean podsAreKnown() {
        return pods.isPresent();
    }

    /** Those of one Job, the oldest first. */
    List<RunPod> pods(RunJob job) {
        return pods.orElse(List.of()).stream()
                .filter(each -> each.job().equals(job.name().name()))
                .sorted(Comparator.comparing(RunPod::created))
                .toList();
    }

    /** The newest warning about that object. */
    Optional<EventSeen> warning(String uid) {
        return events.orElse(Map.of()).getOrDefault(uid, List.of()).stream()
                .filter(EventSeen::warning)
                .max(Comparator.comparing(each -> each.last().orElse(Instant.MIN)));
    }

    /** Why the API server takes no pod of that Job. */
    Optional<String> refusedPod(RunJob job) {
        return events.orElse(Map.of()).getOrDefault(job.uid(), List.of()).stream()
                .filter(each -> each.reason().equals("FailedCreate"))
                .max(Comparator.comparing(each -> each.last().orElse(Instant.MIN)))
                .map(each -> Obstacle.refused(each.message()));
    }
}
