package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.plan.Narrowing;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** A person's wish to look at some claims only. */
final class NarrowingOptions {
    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "Only claims of this namespace.")
    private String namespace;

    @Option(
            names = "--claim",
            paramLabel = "NAME",
            description = "Only claims of this name; may be repeated.")
    private Set<String> claims = Set.of();

    Optional<String> namespace() {
        return Optional.ofNullable(namespace);
    }

    /** Whether a claim of that name is asked for. */
    boolean names(String claim) {
        return claims.isEmpty() || claims.contains(claim);
    }

    Narrowing narrowing() {
        return new Narrowing(Optional.ofNullable(namespace), claims);
    }
}
