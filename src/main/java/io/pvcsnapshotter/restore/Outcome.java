package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.SnapshotterException;
import java.util.List;

/**
 * How a restore ended, or where it stopped.
 *
 * @param done the steps that were done
 */
public record Outcome(List<Step> done, How how) {
    public Outcome {
        done = List.copyOf(done);
    }

    /** Why there are no more steps. */
    public sealed interface How {}

    /**
     * All is done.
     *
     * @param ending what a person should know now, each a sentence
     */
    public record Ended(List<String> ending) implements How {
        public Ended {
            ending = List.copyOf(ending);
        }
    }

    /** It is not to go on. */
    public record Refused(List<Refusal> refusals) implements How {
        public Refused {
            refusals = List.copyOf(refusals);
        }
    }

    /** The API server did not do as asked. */
    public record Failed(SnapshotterException failure) implements How {}

    /** The same was waited for too long. */
    public record TimedOut(Step step, String detail) implements How {}

    /** A person, or the system, has ended the program. */
    public record Interrupted() implements How {}
}
