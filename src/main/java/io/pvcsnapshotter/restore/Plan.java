package io.pvcsnapshotter.restore;

import java.util.List;

/** What is to be done now. */
public sealed interface Plan {
    /**
     * @param steps in this order; none if there is nothing left to do
     * @param notes what else a person should know before, each a sentence
     * @param ending what a person should know when all is done, each a sentence
     */
    record Steps(List<Step> steps, List<String> notes, List<String> ending) implements Plan {
        public Steps {
            steps = List.copyOf(steps);
            notes = List.copyOf(notes);
            ending = List.copyOf(ending);
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
