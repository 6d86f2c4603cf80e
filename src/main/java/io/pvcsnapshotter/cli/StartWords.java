package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.plan.Narrowing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was typed after {@code start}: a name, and after {@code --} the arguments of the run.
 *
 * @param name of the Job, if one is given
 * @param given arguments
 */
record StartWords(Optional<String> name, List<String> given) {
    private static final String END_OF_OPTIONS = "--";

    /**
     * @param words all that are no options, on both sides of {@code --}
     * @param line all that was typed
     */
    static StartWords of(List<String> words, List<String> line) {
        int end = line.indexOf(END_OF_OPTIONS);
        int after = end < 0 ? 0 : line.size() - end - 1;
        List<String> before = words.subList(0, words.size() - after);
        if (before.size() > 1) {
            throw new UsageException(
                    "A Job has one name, and these are %d: %s. The arguments of the run come after --"
                            .formatted(before.size(), String.join(" ", before)));
        }
        return new StartWords(
                before.stream().findFirst(), words.subList(words.size() - after, words.size()));
    }

    /** The line for the run; empty if it does what the CronJob says. */
    Optional<String> arguments(Narrowing narrowing) {
        List<String> narrowed = new ArrayList<>();
        narrowing.namespace().ifPresent(each -> narrowed.addAll(List.of("-n", each)));
        narrowing.claims().stream()
                .sorted()
                .forEach(each -> narrowed.addAll(List.of("--claim", each)));
        List<String> all = new ArrayList<>(given);
        if (given.isEmpty() ? !narrowed.isEmpty() : given.getFirst().startsWith("-")) {
            all.addFirst("snapshot");
        }
        all.addAll(narrowed);
        return all.isEmpty() ? Optional.empty() : Optional.of(ShellWords.line(all));
    }
}
