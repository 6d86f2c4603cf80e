package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.ConfigMap;
import io.pvcsnapshotter.model.CronJob;
import io.pvcsnapshotter.model.Job;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.ScheduleFields;
import java.util.Optional;

/**
 * The objects that an install consists of. Every method throws {@link ApiFailure} when the API
 * server does not do as asked.
 */
public interface InstallObjects {
    /** The Job of that name, if there is one. */
    Optional<Job> job(ObjectName name);

    /** The ConfigMap of that name, if there is one. */
    Optional<ConfigMap> configMap(ObjectName name);

    /** The CronJob of that name, if there is one. */
    Optional<CronJob> cronJob(ObjectName name);

    /**
     * Sets the given fields of a CronJob, all or none, provided that it still is as it was read;
     * else the failure is a conflict.
     */
    void reschedule(CronJob cronJob, ScheduleFields fields);
}
