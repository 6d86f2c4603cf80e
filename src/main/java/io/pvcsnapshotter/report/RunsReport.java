package io.pvcsnapshotter.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.pvcsnapshotter.jobs.Course;
import io.pvcsnapshotter.jobs.ExitWords;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.RunSchedule;
import io.pvcsnapshotter.report.Table.Fit;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The last runs, the newest first.
 *
 * @param schedule empty if the CronJob may not be read
 * @param notices why runs may be missing
 * @param observed the API server's clock
 */
public record RunsReport(
        Optional<RunSchedule> schedule, List<Course> runs, List<String> notices, Instant observed) {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final DateTimeFormatter STARTED =
            DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

    /** Of a run that failed for many reasons; all of them are in the wide form. */
    private static final int REASONS = 2;

    /**
     * @param zone of the times
     * @param width of the lines
     * @param whole whether all reasons are wanted
     */
    public String table(ZoneId zone, Width width, boolean whole) {
        Screen screen = new Screen(width);
        schedule.map(this::about).ifPresent(screen::sentence);
        screen.sentences(notices);
        if (runs.isEmpty()) {
            screen.sentence("No run is there. Jobs that ended more than a week ago are deleted");
        } else {
            screen.table(rows(zone, whole));
            screen.sentence("Times are those of " + zone.getId());
        }
        return screen.toString();
    }

    private String about(RunSchedule cronJob) {
        return "CronJob %s: schedule %s (%s); %s"
                .formatted(
                        cronJob.name(),
                        cronJob.fields().schedule().orElse("-"),
                        cronJob.fields().timeZone().orElse("the zone of the cluster"),
                        cronJob.lastSucceeded()
                                .map(each ->
                                        "last success "
                                                + DurationWords.age(
                                                        Duration.between(each, observed))
                                                + " ago")
                                .orElse("no success yet"));
    }

    private Table rows(ZoneId zone, boolean whole) {
        Table table =
                new Table()
                        .column("STARTED", Fit.WHOLE)
                        .column("TOOK", Fit.WHOLE)
                        .column("BY", Fit.WHOLE)
                        .column("RESULT", Fit.WHOLE)
                        .column("RUN", Fit.NAME);
        for (Course each : runs) {
            table.row(
                    List.of(
                            STARTED.format(each.job().created().atZone(zone)),
                            DurationWords.elapsed(each.took(observed)),
                            by(each),
                            each.result(),
                            each.job().name().name()),
                    words(each, whole));
        }
        return table;
    }

    private static String by(Course run) {
        return run.job().trigger() == Run.Trigger.SCHEDULED ? "cron" : "hand";
    }

    private static List<String> words(Course run, boolean whole) {
        List<String> reasons = run.told().reasons();
        List<String> words =
                new ArrayList<>(
                        whole || reasons.size() <= REASONS + 1
                                ? reasons
                                : reasons.subList(0, REASONS));
        if (words.size() < reasons.size()) {
            words.add("and %d more: -o wide".formatted(reasons.size() - words.size()));
        }
        run.told().totals().ifPresent(words::add);
        if (whole) {
            run.exitCode().map(ExitWords::clause).ifPresent(words::add);
            run.job().arguments().map(each -> "arguments: " + each).ifPresent(words::add);
        }
        return words;
    }

    private record Document(
            String observed, CronJobEntry cronJob, List<Entry> runs, List<String> notices) {}

    private record CronJobEntry(
            String namespace,
            String name,
            String schedule,
            String timeZone,
            boolean suspended,
            String lastScheduled,
            String lastSucceeded) {}

    private record Entry(
            String job,
            String trigger,
            String created,
            String scheduled,
            String ended,
            long seconds,
            String state,
            Integer exitStatus,
            String meaning,
            String totals,
            List<String> reasons,
            String arguments,
            int pods) {}

    public String json() {
        return GSON.toJson(
                new Document(
                        observed.toString(),
                        schedule.map(RunsReport::entry).orElse(null),
                        runs.stream().map(this::entry).toList(),
                        notices));
    }

    private static CronJobEntry entry(RunSchedule each) {
        return new CronJobEntry(
                each.name().namespace(),
                each.name().name(),
                each.fields().schedule().orElse(null),
                each.fields().timeZone().orElse(null),
                each.suspended(),
                each.lastScheduled().map(Instant::toString).orElse(null),
                each.lastSucceeded().map(Instant::toString).orElse(null));
    }

    private Entry entry(Course each) {
        return new Entry(
                each.job().name().name(),
                each.job().trigger().label(),
                each.job().created().toString(),
                each.job().scheduled().map(Instant::toString).orElse(null),
                each.ended().map(Instant::toString).orElse(null),
                each.took(observed).toSeconds(),
                each.state().name().toLowerCase(Locale.ROOT),
                each.exitCode().orElse(null),
                each.exitCode().map(ExitWords::clause).orElse(null),
                each.told().totals().orElse(null),
                each.told().reasons(),
                each.job().arguments().orElse(null),
                each.told().pods());
    }
}
