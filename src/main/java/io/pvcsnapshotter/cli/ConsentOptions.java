package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.plan.Narrowing;
import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/**
 * What a person has to say before a run that is started from a keyboard. A Job and its pods say it
 * in their manifests.
 */
final class ConsentOptions {
    @Option(
            names = "--all",
            description =
                    "Every claim that a policy selects. Outside a pod, give this, -n or --claim.")
    private boolean all;

    @Option(
            names = "--yes",
            description =
                    "Do not ask. Outside a pod it is needed where nobody can be asked: in a pipe or a script.")
    private boolean yes;

    /**
     * @param cluster in words
     * @throws UsageException if the person has not said what is wanted, or does not want it
     */
    void require(
            Narrowing narrowing, Supplier<String> cluster, Terminal terminal, PrintWriter out) {
        if (all && !narrowing.claims().isEmpty()) {
            throw new UsageException("--all and --claim exclude each other: leave one of them out");
        }
        if (!all && narrowing.isNone()) {
            throw new UsageException(
                    "Outside a pod, say which claims: -n NAMESPACE, --claim NAME, or --all for every claim that a policy selects");
        }
        if (yes) {
            return;
        }
        String what = what(narrowing);
        if (!terminal.isThere()) {
            throw new UsageException(
                    "Not started, because nobody can be asked here. Add --yes to take snapshots %s (%s)"
                            .formatted(what, cluster.get()));
        }
        out.println("Cluster: " + cluster.get());
        out.print("Take snapshots %s, and expire old ones? [y/N] ".formatted(what));
        out.flush();
        String answer = terminal.answer().strip();
        if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
            throw new UsageException("Nothing was done: the answer was not y");
        }
    }

    private static String what(Narrowing narrowing) {
        String which =
                narrowing.claims().isEmpty()
                        ? "of every claim that a policy selects"
                        : "of " + String.join(", ", narrowing.claims().stream().sorted().toList());
        return which + narrowing.namespace().map(" in namespace "::concat).orElse("");
    }
}
