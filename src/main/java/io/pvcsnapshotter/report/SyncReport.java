package io.pvcsnapshotter.report;

import io.pvcsnapshotter.config.Problem;
import io.pvcsnapshotter.model.ConfigMap;
import io.pvcsnapshotter.model.CronJob;
import io.pvcsnapshotter.model.EventNote;
import io.pvcsnapshotter.model.EventNote.Regarding;
import io.pvcsnapshotter.model.ScheduleFields;
import io.pvcsnapshotter.schedule.Syncing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code sync-schedule} leaves for people: log lines, Events, the termination message.
 *
 * @param configMap that was read
 * @param syncing what became of its schedule
 * @param problems of its {@code snapshotter.conf}
 */
public record SyncReport(ConfigMap configMap, Syncing syncing, List<Problem> problems) {
    private static final Logger LOG = LoggerFactory.getLogger(SyncReport.class);

    public SyncReport {
        problems = List.copyOf(problems);
    }

    /** One line for each thing that is wrong, and one for what was done. */
    public void log(int exitStatus) {
        switch (syncing) {
            case Syncing.Unchanged(CronJob cronJob) ->
                    LOG.atInfo()
                            .addKeyValue("cronJob", cronJob.name())
                            .addKeyValue("schedule", text(cronJob.fields()))
                            .log("The schedule is as the ConfigMap has it");
            case Syncing.Changed(CronJob cronJob, ScheduleFields change) ->
                    LOG.atInfo()
                            .addKeyValue("cronJob", cronJob.name())
                            .addKeyValue("from", text(cronJob.fields()))
                            .addKeyValue("to", text(change.over(cronJob.fields())))
                            .log("Changed the schedule");
            case Syncing.Refused(CronJob cronJob, List<String> wrong) ->
                    wrong.forEach(each ->
                            LOG.atError()
                                    .addKeyValue("cronJob", cronJob.name())
                                    .addKeyValue("reason", each)
                                    .log("The schedule is invalid"));
            case Syncing.Missing _, Syncing.Failed _ -> {
                // The last line tells all of it.
            }
        }
        cronJob()
                .filter(each -> !each.hasStartingDeadline())
                .ifPresent(each ->
                        LOG.atWarn()
                                .addKeyValue("cronJob", each.name())
                                .addKeyValue(
                                        "reason",
                                        "it has no startingDeadlineSeconds, so a changed schedule can"
                                                + " start a run at once: kubectl apply -k manifests")
                                .log("The CronJob is odd"));
        problems.forEach(each ->
                LOG.atError().addKeyValue("reason", each).log("The configuration is invalid"));
        (exitStatus == 0 ? LOG.atInfo() : LOG.atError())
                .addKeyValue("exitStatus", exitStatus)
                .log("Ended the sync: " + ending());
    }

    /** All that is wrong, one by one. */
    public List<String> failures() {
        List<String> failures = new ArrayList<>();
        if (syncing instanceof Syncing.Refused(_, List<String> wrong)) {
            failures.addAll(wrong);
        }
        problems.forEach(each -> failures.add(each.toString()));
        return failures;
    }

    /** The whole in one sentence. */
    public String ending() {
        String configuration =
                switch (problems.size()) {
                    case 0 -> "the configuration is in order";
                    case 1 -> "the configuration has a problem";
                    default -> "the configuration has %d problems".formatted(problems.size());
                };
        return schedule() + "; " + configuration;
    }

    private String schedule() {
        return switch (syncing) {
            case Syncing.Unchanged(CronJob cronJob) ->
                    "the schedule stays " + text(cronJob.fields());
            case Syncing.Changed(CronJob cronJob, ScheduleFields change) ->
                    "the schedule is changed: " + arrow(cronJob.fields(), change);
            case Syncing.Refused(CronJob cronJob, _) -> refused(cronJob);
            case Syncing.Missing(var name) ->
                    "there is no CronJob %s to copy the schedule to: kubectl apply -k manifests"
                            .formatted(name);
            case Syncing.Failed(var failure) -> failure.getMessage();
        };
    }

    private static String refused(CronJob cronJob) {
        return "nothing is copied, and %s keeps %s".formatted(cronJob, text(cronJob.fields()));
    }

    /**
     * What concerns the schedule goes to both objects. An unchanged mistake is one Event, which is
     * written anew when the API server has forgotten it.
     */
    public List<EventNote> events() {
        List<EventNote> notes = new ArrayList<>();
        if (!problems.isEmpty()) {
            String all = String.join("\n", problems.stream().map(Problem::toString).toList());
            notes.add(warning(ofConfigMap(), "ConfigurationInvalid", all));
        }
        switch (syncing) {
            case Syncing.Refused(CronJob cronJob, List<String> wrong) -> {
                String note = "%s; %s".formatted(String.join("; ", wrong), refused(cronJob));
                notes.add(warning(ofConfigMap(), "ScheduleInvalid", note));
                notes.add(warning(of(cronJob), "ScheduleInvalid", note));
            }
            case Syncing.Changed(CronJob cronJob, ScheduleFields change) -> {
                String note = arrow(cronJob.fields(), change);
                notes.add(changed(ofConfigMap(), cronJob, note));
                notes.add(changed(of(cronJob), cronJob, note));
            }
            case Syncing.Missing _ ->
                    notes.add(warning(ofConfigMap(), "CronJobMissing", schedule()));
            case Syncing.Unchanged _, Syncing.Failed _ -> {
                // No news for the objects.
            }
        }
        return notes;
    }

    private EventNote warning(Regarding about, String reason, String note) {
        String source = configMap.uid() + "/" + configMap.resourceVersion();
        return note(source, about, true, reason, note);
    }

    /** Each change is news, also when the same one has to be made again. */
    private static EventNote changed(Regarding about, CronJob before, String note) {
        String source = before.uid() + "/" + before.resourceVersion();
        return note(source, about, false, "ScheduleChanged", note);
    }

    private static EventNote note(
            String source, Regarding about, boolean warning, String reason, String note) {
        String news = String.join("\n", about.kind(), reason, note);
        String name = EventNote.nameOf(source, about.name(), news);
        return new EventNote(name, about, warning, reason, "SyncSchedule", note);
    }

    private Regarding ofConfigMap() {
        return new Regarding("v1", "ConfigMap", configMap.name(), configMap.uid());
    }

    private static Regarding of(CronJob cronJob) {
        return new Regarding("batch/v1", "CronJob", cronJob.name(), cronJob.uid());
    }

    private Optional<CronJob> cronJob() {
        return switch (syncing) {
            case Syncing.Unchanged(CronJob cronJob) -> Optional.of(cronJob);
            case Syncing.Changed(CronJob cronJob, _) -> Optional.of(cronJob);
            case Syncing.Refused(CronJob cronJob, _) -> Optional.of(cronJob);
            case Syncing.Missing _, Syncing.Failed _ -> Optional.empty();
        };
    }

    /** {@code 0 2 * * * -> 0 4 * * * (Etc/UTC)}: a zone that stays is said once. */
    private static String arrow(ScheduleFields before, ScheduleFields change) {
        String from = change.timeZone().isPresent() ? text(before) : withoutZone(before);
        return from + " -> " + text(change.over(before));
    }

    private static String text(ScheduleFields fields) {
        return "%s (%s)".formatted(withoutZone(fields), fields.timeZone().orElse("no time zone"));
    }

    private static String withoutZone(ScheduleFields fields) {
        return fields.schedule().orElse("no schedule")
                + (fields.suspend().orElse(false) ? ", suspended" : "");
    }
}
