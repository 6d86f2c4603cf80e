package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.cluster.RunJobs;
import io.pvcsnapshotter.jobs.Course;
import io.pvcsnapshotter.jobs.Judge;
import io.pvcsnapshotter.jobs.Notices;
import io.pvcsnapshotter.jobs.Sightings;
import io.pvcsnapshotter.model.EventSeen;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.RunJob;
import io.pvcsnapshotter.model.RunPod;
import io.pvcsnapshotter.model.RunSchedule;
import io.pvcsnapshotter.report.RunsReport;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at the Jobs of runs and at what is around them. What may not be read is left out. */
record RunHistory(RunJobs jobs, ObjectName cronJob) {

    /**
     * @param number of runs, the newest first
     * @throws UsageException if there is nothing of an install
     */
    RunsReport last(int number) {
        RunJobs.Listed listed = jobs.of(cronJob);
        List<RunJob> newest = newest(listed.jobs(), number);
        Optional<Optional<RunSchedule>> read = schedule();
        if (newest.isEmpty() && read.isPresent() && read.get().isEmpty()) {
            throw notInstalled(cronJob);
        }
        Optional<RunSchedule> schedule = read.flatMap(each -> each);
        Sightings seen = around(newest, schedule);
        return new RunsReport(
                schedule,
                newest.stream().map(new Judge(seen)::of).toList(),
                Notices.of(schedule, ofCronJob(seen, schedule), seen, listed.observed()),
                listed.observed());
    }

    /**
     * What became of the last runs, the newest first; empty if Jobs may not be read.
     *
     * @param number of runs
     */
    Optional<List<Course>> courses(int number) {
        try {
            List<RunJob> newest = newest(jobs.of(cronJob).jobs(), number);
            return Optional.of(
                    newest.stream().map(new Judge(around(newest, Optional.empty()))::of).toList());
        } catch (ApiFailure failure) {
            if (failure.kind() == Kind.FORBIDDEN) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private static List<RunJob> newest(List<RunJob> all, int number) {
        return all.stream()
                .sorted(Comparator.comparing(RunJob::created).reversed())
                .limit(number)
                .toList();
    }

    static UsageException notInstalled(ObjectName cronJob) {
        return new UsageException(
                "There is no CronJob %s. Name the namespace of the install with --install-namespace, or install it there with kubectl apply -k manifests"
                        .formatted(cronJob));
    }

    /** Empty if it may not be read. */
    private Optional<Optional<RunSchedule>> schedule() {
        try {
            return Optional.of(jobs.schedule(cronJob));
        } catch (ApiFailure failure) {
            if (failure.kind() == Kind.FORBIDDEN) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private static List<EventSeen> ofCronJob(Sightings seen, Optional<RunSchedule> schedule) {
        return schedule.flatMap(each -> seen.events().map(all -> all.get(each.uid())))
                .orElse(List.of());
    }

    Sightings around(List<RunJob> runs, Optional<RunSchedule> schedule) {
        Optional<List<RunPod>> pods =
                jobs.pods(
                        cronJob.namespace(),
                        runs.stream().map(each -> each.name().name()).toList());
        Map<String, List<EventSeen>> events = new HashMap<>();
        List<String> uids =
                new java.util.ArrayList<>(schedule.stream().map(RunSchedule::uid).toList());
        runs.forEach(each -> uids.addAll(Judge.toExplain(each, pods.orElse(List.of()))));
        for (String uid : uids) {
            Optional<List<EventSeen>> read = jobs.events(cronJob.namespace(), uid);
            if (read.isEmpty()) {
                return new Sightings(pods, Optional.empty());
            }
            events.put(uid, read.get());
        }
        return new Sightings(pods, Optional.of(events));
    }
}
