package io.pvcsnapshotter.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.pvcsnapshotter.model.CronJobState;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.timetable.RunSchedule;
import io.pvcsnapshotter.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The status as JSON. */
public final class StatusJson {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private StatusJson() {}

    private record Document(
            String observed,
            Runs runs,
            List<String> unknown,
            List<Entry> claims,
            List<String> postponed,
            List<String> unmatched) {}

    private record Runs(
            String cronJob,
            String schedule,
            String timeZone,
            Boolean suspended,
            String next,
            String lastScheduled,
            String lastSuccessful,
            String problem) {}

    private record Entry(
            String namespace,
            String claim,
            String policy,
            boolean gone,
            int ready,
            String newest,
            String taken,
            Long longestAgeSeconds,
            String state,
            List<String> wrong,
            boolean stale,
            int deleting,
            int earlier,
            int otherInstalls,
            int byHand) {}

    public static String render(StatusReport report) {
        return GSON.toJson(
                new Document(
                        report.observed().toString(),
                        runs(report),
                        report.notices().unknown(),
                        report.rows().stream().map(StatusJson::entry).toList(),
                        report.notices().postponed(),
                        report.notices().unmatched()));
    }

    private static Runs runs(StatusReport report) {
        return switch (report.schedule()) {
            case RunSchedule.Known(CronJobState cronJob, Timetable timetable) ->
                    new Runs(
                            cronJob.name().toString(),
                            cronJob.fields().schedule().orElse(null),
                            cronJob.fields().timeZone().orElse(null),
                            cronJob.suspended(),
                            text(timetable.next().filter(_ -> !cronJob.suspended())),
                            text(cronJob.lastScheduled()),
                            text(cronJob.lastSuccessful()),
                            report.obstacles().isEmpty()
                                    ? null
                                    : String.join("; ", report.obstacles()));
            case RunSchedule.Missing(ObjectName cronJob) ->
                    without(cronJob, "there is no such CronJob");
            case RunSchedule.Unknown(ObjectName cronJob, String reason) -> without(cronJob, reason);
        };
    }

    private static Runs without(ObjectName cronJob, String problem) {
        return new Runs(cronJob.toString(), null, null, null, null, null, null, problem);
    }

    private static String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }

    private static Entry entry(StatusRow row) {
        Optional<Snapshot> newest = row.health().newest();
        return new Entry(
                row.claim().namespace(),
                row.claim().name(),
                row.policy().orElse(null),
                row.gone(),
                row.health().ready(),
                newest.map(each -> each.name().name()).orElse(null),
                newest.map(each -> each.time().toString()).orElse(null),
                row.longestAge().map(Duration::toSeconds).orElse(null),
                row.state(),
                row.health().wrong(),
                row.health().stale(),
                row.deleting(),
                row.earlier(),
                row.others().otherInstalls(),
                row.others().unmarked());
    }
}
