package io.pvcsnapshotter.jobs;

import io.pvcsnapshotter.model.RunJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of one run.
 *
 * @param ended when its Job ended; empty if it goes on
 * @param exitCode of its last pod that has ended; empty if none did, or nobody knows any more
 * @param told what is known of it besides
 */
public record Course(
        RunJob job, State state, Optional<Instant> ended, Optional<Integer> exitCode, Told told) {

    /**
     * @param reasons sentences, the most important first: why it failed or does not start
     * @param totals the line of numbers that a run leaves at its end
     * @param pods how many of its pods are known
     */
    public record Told(List<String> reasons, Optional<String> totals, int pods) {
        public Told {
            reasons = List.copyOf(reasons);
        }
    }

    /** How far a run has come. */
    public enum State {
        /** Its program has not started. */
        WAITING("waiting"),
        RUNNING("running"),
        SUCCEEDED("ok"),
        FAILED("failed"),
        /** Its time was over before it had ended. */
        TIMED_OUT("timed out");

        private final String word;

        State(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        public boolean isEnd() {
            return this == SUCCEEDED || this == FAILED || this == TIMED_OUT;
        }
    }

    /** How long it took, or takes up to now. */
    public Duration took(Instant now) {
        return Duration.between(job.started().orElse(job.created()), ended.orElse(now));
    }

    /** Like {@code 73 failed}, {@code running}. */
    public String result() {
        return switch (state) {
            case WAITING, RUNNING, TIMED_OUT -> state.word();
            case SUCCEEDED, FAILED ->
                    exitCode.map(each -> each + " " + ExitWords.of(each)).orElse(state.word());
        };
    }
}
