/**
 * When runs start, read from the CronJob as Kubernetes reads it, and how old the data of a claim
 * may get by that.
 *
 * <p>Only people are told of it. No run decides by it: the CronJob controller starts runs, and the
 * API server judges schedules. Pure: no I/O, no clock.
 */
package io.pvcsnapshotter.timetable;
