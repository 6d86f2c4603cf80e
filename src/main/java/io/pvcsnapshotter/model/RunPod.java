package io.pvcsnapshotter.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A pod of a run's Job, and how far it has come.
 *
 * @param job the name of its Job
 * @param unscheduled why no node takes it
 * @param ended why the pod as a whole was ended, like an eviction
 */
public record RunPod(
        ObjectName name,
        String uid,
        String job,
        Instant created,
        Optional<String> unscheduled,
        Optional<String> ended,
        Container container) {

    /** What the container of the run does. */
    public sealed interface Container {
        /** The kubelet has said nothing of it yet. */
        record Unknown() implements Container {}

        /**
         * @param reason one word, like {@code ImagePullBackOff}
         */
        record Waiting(String reason, String message) implements Container {}

        record Running(Optional<Instant> since) implements Container {}

        /**
         * @param reason one word, like {@code OOMKilled}
         * @param message what the program left, or the end of its log
         */
        record Terminated(int exitCode, String reason, String message, Optional<Instant> finished)
                implements Container {}
    }
}
