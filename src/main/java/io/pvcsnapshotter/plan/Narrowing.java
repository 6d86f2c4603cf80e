package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.model.ObjectName;
import java.util.Optional;
import java.util.Set;

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

    boolean isNone() {
        return equals(NONE);
    }
}
