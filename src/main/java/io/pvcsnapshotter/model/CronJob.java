package io.pvcsnapshotter.model;

/**
 * What there is to know of a CronJob before its schedule is changed.
 *
 * @param suspendedByUs whether it was {@code sync-schedule} that set {@code spec.suspend}, as the
 *     API server has noted down
 * @param hasStartingDeadline whether {@code spec.startingDeadlineSeconds} is set. Without it a
 *     changed schedule can start a run at once: the CronJob controller looks for missed slots of
 *     the <em>new</em> schedule from the last run on (kubernetes#130838). With it, it looks back no
 *     further than that many seconds.
 */
public record CronJob(
        ObjectName name,
        String uid,
        String resourceVersion,
        ScheduleFields fields,
        boolean suspendedByUs,
        boolean hasStartingDeadline) {
    @Override
    public String toString() {
        return "CronJob " + name;
    }
}
