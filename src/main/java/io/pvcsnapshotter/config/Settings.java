package io.pvcsnapshotter.config;

import io.pvcsnapshotter.model.LabelSelector;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The whole configuration, checked.
 *
 * @param scope where claims are looked for
 * @param instance the name of this install; absent means the namespace that it is installed in
 * @param policies in the order in which they are tried; never empty
 * @param unreadyExpireAfter how long a snapshot that was never taken is left alone
 * @param orphansExpireAfter how long after its newest ready snapshot a lost claim's snapshots are
 *     kept; absent means for ever
 * @param timeZone the zone of the schedule and of retention's calendar
 */
public record Settings(
        Scope scope,
        Optional<String> instance,
        List<Policy> policies,
        Duration unreadyExpireAfter,
        Optional<Duration> orphansExpireAfter,
        Limits limits,
        Events events,
        ZoneId timeZone) {

    public Settings {
        policies = List.copyOf(policies);
    }

    /** The keys of all labels of claims that a policy asks for. */
    public Set<String> claimLabels() {
        return labels(Policy.Selection::labels);
    }

    /** The keys of all labels of namespaces that a policy asks for. */
    public Set<String> namespaceLabels() {
        return labels(Policy.Selection::namespaceLabels);
    }

    private Set<String> labels(Function<Policy.Selection, LabelSelector> selector) {
        return policies.stream()
                .map(Policy::select)
                .map(selector)
                .flatMap(each -> each.keys().stream())
                .collect(Collectors.toSet());
    }

    /** Where claims are looked for. */
    public sealed interface Scope {
        /** Every namespace. */
        record Cluster() implements Scope {}

        /** The namespace of the install. */
        record Own() implements Scope {}

        /** These namespaces, by name. */
        record Namespaces(List<String> names) implements Scope {
            public Namespaces {
                names = List.copyOf(names);
            }
        }
    }

    /**
     * @param inFlight how many snapshots may be asked for and not yet taken at one time, unless the
     *     storage hangs
     * @param expirePerClaim how many snapshots of one claim a run deletes at most
     * @param atLeast how many ready snapshots of a claim no deletion of ours goes below; at least 1
     * @param settle how long a changed retention must have been in force before anything expires by
     *     it
     */
    public record Limits(int inFlight, int expirePerClaim, int atLeast, Duration settle) {}

    /** Which claims get an Event from a run. */
    public enum Events {
        FAILURES,
        ALL
    }
}
