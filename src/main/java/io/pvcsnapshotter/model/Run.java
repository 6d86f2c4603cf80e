package io.pvcsnapshotter.model;

import java.time.Instant;

/**
 * The identity of one run, the same for every pod of its Job, so that a retry finds what the first
 * try made.
 *
 * @param instance the install that this run belongs to; two instances never touch each other's
 *     snapshots
 * @param uid the Job's uid, or a random one outside a Job
 * @param job the Job's name, or a made-up one outside a Job
 * @param nominal the time that the run stands for: the CronJob's slot, or when a manual run was
 *     asked for
 */
public record Run(String instance, String uid, String job, Instant nominal, Trigger trigger) {

    /** Why the run is there. */
    public enum Trigger {
        /** The CronJob's schedule. */
        SCHEDULED("scheduled"),
        /** A person: its snapshots count for no tier and expire only by {@code retain.manual}. */
        MANUAL("manual");

        private final String label;

        Trigger(String label) {
            this.label = label;
        }

        /** As written in the label {@code pvc-snapshotter.io/trigger}. */
        public String label() {
            return label;
        }
    }
}
