package io.pvcsnapshotter.schedule;

import io.pvcsnapshotter.model.CronJob;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.ScheduleFields;
import io.pvcsnapshotter.model.SnapshotterException;
import java.util.List;

/** What became of the schedule. */
public sealed interface Syncing {
    /** The CronJob is as the ConfigMap has it; nothing was written. */
    record Unchanged(CronJob cronJob) implements Syncing {}

    /**
     * @param cronJob as it was before
     * @param change the fields that were changed
     */
    record Changed(CronJob cronJob, ScheduleFields change) implements Syncing {}

    /**
     * Not all keys are right, so none was copied.
     *
     * @param problems each begins with the name of its key
     */
    record Refused(CronJob cronJob, List<String> problems) implements Syncing {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /** There is no such CronJob. */
    record Missing(ObjectName cronJob) implements Syncing {}

    /** The API server could not be asked. */
    record Failed(SnapshotterException failure) implements Syncing {}
}
