/**
 * {@code sync-schedule}: copies when runs start from the ConfigMap to the CronJob, and checks the
 * configuration that stands beside it.
 *
 * <p>It never reads a cron expression itself: what is right is decided by the API server, whose
 * CronJob controller has to understand it.
 */
package io.pvcsnapshotter.schedule;
