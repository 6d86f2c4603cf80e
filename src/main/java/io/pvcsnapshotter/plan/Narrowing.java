package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Suggestion;
import io.pvcsnapshotter.model.ObjectName;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A person's wish to look at some claims only.
 *
 * @param namespace only claims of this namespace
 * @param claims only claims of these names; empty means any
 */
public record Narrowing(Optional<String> namespace, Set<String> claims) {
    /** Every claim in scope. */
    public static final Narrowing NONE = new Narrowing(Optional.empty(), Set.of());

    public Narrowing {
        claims = Set.copyOf(claims);
    }

    boolean includes(ObjectName claim) {
        return namespace.map(claim.namespace()::equals).orElse(true)
                && (claims.isEmpty() || claims.contains(claim.name()));
    }

    /**
     * @throws UnknownNameException if a name that is named is none of these claims'
     */
    void check(Collection<ObjectName> all) {
        Set<String> namespaces =
                all.stream().map(ObjectName::namespace).collect(Collectors.toSet());
        namespace
                .filter(each -> !namespaces.contains(each))
                .ifPresent(each ->
                        unknown("There is no claim in a namespace " + each, each, namespaces));
        Set<String> names =
                all.stream()
                        .filter(each -> namespace.map(each.namespace()::equals).orElse(true))
                        .map(ObjectName::name)
                        .collect(Collectors.toSet());
        String where = namespace.map(" in namespace "::concat).orElse("");
        for (String each : claims) {
            if (!names.contains(each)) {
                unknown("There is no claim " + each + where, each, names);
            }
        }
    }

    private static void unknown(String what, String name, Set<String> known) {
        throw new UnknownNameException(
                what
                        + Suggestion.closest(name, known)
                                .map(" (did you mean %s?)"::formatted)
                                .orElse(""));
    }

    /** Whether any claim will do. */
    public boolean isNone() {
        return equals(NONE);
    }
}
