package io.pvcsnapshotter.report;

import io.pvcsnapshotter.model.CronJobState;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.timetable.RunSchedule;
import io.pvcsnapshotter.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When the next run starts and when the last one succeeded, in words.
 *
 * @param standstill why no new snapshots may come, as the last runs show it
 * @param now the API server's clock
 */
record ScheduleLines(RunSchedule schedule, Optional<String> standstill, Instant now) {

    List<String> lines() {
        return switch (schedule) {
            case RunSchedule.Known(CronJobState cronJob, Timetable timetable) ->
                    known(cronJob, timetable);
            case RunSchedule.Missing(ObjectName cronJob) ->
                    List.of(
                            "No run starts by itself: there is no CronJob %s. Install one with kubectl apply -k manifests, or name the right --install-namespace."
                                    .formatted(cronJob));
            case RunSchedule.Unknown(_, String reason) ->
                    List.of("When the next run starts is not known: " + reason);
        };
    }

    private List<String> known(CronJobState cronJob, Timetable timetable) {
        List<String> lines = new ArrayList<>();
        lines.add(cronJob.suspended() ? suspended(cronJob) : next(cronJob, timetable));
        overdue().ifPresent(lines::add);
        lines.add(last(cronJob, timetable.zone()));
        standstill.or(() -> unsuccessful(cronJob, timetable.zone())).ifPresent(lines::add);
        return lines;
    }

    private static String suspended(CronJobState cronJob) {
        ObjectName name = cronJob.name();
        return "No run starts: the CronJob %s is suspended. Set suspend=false in the ConfigMap if it is set there, else kubectl -n %s patch cronjob %s -p '{\"spec\":{\"suspend\":false}}'"
                .formatted(name, name.namespace(), name.name());
    }

    private String next(CronJobState cronJob, Timetable timetable) {
        String schedule =
                "schedule \"%s\" in %s"
                        .formatted(
                                cronJob.fields().schedule().orElse(""),
                                cronJob.fields()
                                        .timeZone()
                                        .orElse(
                                                "the time zone of the control plane, here taken for UTC"));
        if (timetable.unreadable()) {
            return "When the next run starts is not known: this program does not understand the "
                    + schedule;
        }
        return timetable
                .next()
                .map(next ->
                        "Next run: %s, in %s (%s)"
                                .formatted(
                                        PersonsTime.of(next, now, timetable.zone()),
                                        DurationWords.age(Duration.between(now, next)),
                                        schedule))
                .orElseGet(() -> "No run starts: the %s fits no day".formatted(schedule));
    }

    /** Why no new snapshots come. */
    List<String> obstacles() {
        List<String> obstacles = new ArrayList<>();
        if (schedule.isOff()) {
            obstacles.add(lines().getFirst());
        }
        overdue().ifPresent(obstacles::add);
        standstill.ifPresent(obstacles::add);
        return obstacles;
    }

    private Optional<String> overdue() {
        return schedule instanceof RunSchedule.Known(CronJobState cronJob, Timetable timetable)
                ? schedule.overdue(now)
                        .map(slot ->
                                "No run was started on %s, though the schedule says so: kubectl -n %s describe cronjob %s says why"
                                        .formatted(
                                                PersonsTime.of(slot, now, timetable.zone()),
                                                cronJob.name().namespace(),
                                                cronJob.name().name()))
                : Optional.empty();
    }

    private String last(CronJobState cronJob, ZoneId zone) {
        return cronJob.lastSuccessful()
                .map(time ->
                        "Last success: %s, %s ago"
                                .formatted(PersonsTime.of(time, now, zone), ago(time)))
                .orElse("Last success: none yet");
    }

    /** One that is on is one that has not succeeded, too. */
    private Optional<String> unsuccessful(CronJobState cronJob, ZoneId zone) {
        return cronJob.lastScheduled()
                .filter(started -> cronJob.lastSuccessful().filter(started::isBefore).isEmpty())
                .map(started ->
                        "The run of %s has not succeeded so far: kubectl -n %s get jobs shows its state"
                                .formatted(
                                        PersonsTime.of(started, now, zone),
                                        cronJob.name().namespace()));
    }

    private String ago(Instant time) {
        return DurationWords.age(Duration.between(time, now));
    }
}
