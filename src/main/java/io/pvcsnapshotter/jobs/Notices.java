package io.pvcsnapshotter.jobs;

import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.EventSeen;
import io.pvcsnapshotter.model.RunSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Why runs may be missing, and what could not be looked at. */
public final class Notices {
    /** What the CronJob controller says when it does not start a run. */
    private static final Set<String> NOT_STARTED =
            Set.of(
                    "MissSchedule",
                    "TooManyMissedTimes",
                    "JobAlreadyActive",
                    "UnknownTimeZone",
                    "UnparseableSchedule",
                    "UnparseableCronJobSchedule",
                    "InvalidSchedule",
                    "FailedCreate");

    private Notices() {}

    /**
     * @param schedule empty if the CronJob may not be read
     * @param ofCronJob the Events about the CronJob
     * @param now the API server's clock
     */
    public static List<String> of(
            Optional<RunSchedule> schedule,
            List<EventSeen> ofCronJob,
            Sightings seen,
            Instant now) {
        List<String> sentences = new ArrayList<>();
        if (schedule.isEmpty()) {
            sentences.add(
                    "The CronJob may not be read here, so its schedule is not shown (right: get cronjobs)");
        }
        if (schedule.map(RunSchedule::suspended).orElse(false)) {
            sentences.add(
                    "Runs are suspended: none starts by itself until suspend is false in the ConfigMap, or in the CronJob");
        }
        newestOfEach(ofCronJob).forEach((reason, event) -> sentences.add(missed(event, now)));
        if (seen.pods().isEmpty()) {
            sentences.add(
                    "Pods may not be read here, so most summaries are missing (right: list pods)");
        }
        if (seen.events().isEmpty()) {
            sentences.add(
                    "Events may not be read here, so nobody can say why a run does not start (right: list events)");
        }
        return sentences;
    }

    private static Map<String, EventSeen> newestOfEach(List<EventSeen> events) {
        Map<String, EventSeen> newest = new LinkedHashMap<>();
        events.stream()
                .filter(each -> NOT_STARTED.contains(each.reason()))
                .sorted(Comparator.comparing(each -> each.last().orElse(Instant.MIN)))
                .forEach(each -> newest.put(each.reason(), each));
        return newest;
    }

    private static String missed(EventSeen event, Instant now) {
        return "A run was not started%s: %s: %s"
                .formatted(
                        event.last()
                                .map(each ->
                                        " "
                                                + DurationWords.age(Duration.between(each, now))
                                                + " ago")
                                .orElse(""),
                        event.reason(),
                        event.message());
    }
}
