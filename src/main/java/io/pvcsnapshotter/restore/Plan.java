package io.pvcsnapshotter.restore;

import java.util.List;
import java.util.stream.Stream;

/** What is to be done now. */
public sealed interface Plan {
    /**
     * @param steps in this order; none if there is nothing left to do
     * @param notes what else a person should know before, each a sentence
     * @param ending what a person should know when all is done, each a sentence
     * @param more whether there is more to plan when these are done
     */
    record Steps(List<Step> steps, List<String> notes, List<String> ending, boolean more)
            implements Plan {
        public Steps {
            steps = List.copyOf(steps);
            notes = List.copyOf(notes);
            ending = List.copyOf(ending);
        }

        static Steps of(List<Step> steps, List<String> notes, List<String> ending) {
            return new Steps(steps, notes, ending, false);
        }

        /** The same after another step. */
        Steps after(Step first) {
            return new Steps(
                    Stream.concat(Stream.of(first), steps.stream()).toList(), notes, ending, more);
        }

        Steps andMore() {
            return new Steps(steps, notes, ending, true);
        }
    }

    /**
     * @param refusals at least one
     */
    record Refused(List<Refusal> refusals) implements Plan {
        public Refused {
            refusals = List.copyOf(refusals);
        }
    }
}
