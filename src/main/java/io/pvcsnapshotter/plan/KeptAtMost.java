package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How many scheduled snapshots a policy keeps at most, when a run is over and the retention has
 * settled. What is held, manual or not ready comes on top.
 *
 * @param claims how many it wants snapshots of
 * @param atLeast how many ready ones of each claim stay whatever the retention is
 */
public record KeptAtMost(Policy policy, int claims, int atLeast) {

    /** Of each policy that wants snapshots of a claim, by name. */
    public static List<KeptAtMost> of(Plan plan, int atLeast) {
        Map<String, KeptAtMost> policies = new TreeMap<>();
        for (Plan.ClaimPlan each : plan.claims()) {
            Decision decision = each.decision();
            decision.policyOfClaim()
                    .filter(_ -> decision.isWanted())
                    .ifPresent(policy ->
                            policies.merge(
                                    policy.name(),
                                    new KeptAtMost(policy, 1, atLeast),
                                    (one, more) ->
                                            new KeptAtMost(
                                                    policy, one.claims + more.claims, atLeast)));
        }
        return List.copyOf(policies.values());
    }

    /**
     * The numbers of all tiers, less one for each tier but the first, because the newest snapshot
     * is in all of them. Empty where there is no such number: without retention, and where only
     * {@code within} keeps and nobody knows how often a run takes one.
     */
    public Optional<Integer> ofEachClaim() {
        List<Integer> tiers = policy.retain().map(this::tiers).orElse(List.of());
        return tiers.isEmpty()
                ? Optional.empty()
                : Optional.of(Math.max(atLeast, 1 + tiers.stream().mapToInt(n -> n - 1).sum()));
    }

    /** All of this time are kept too, however many a run has taken. */
    public Optional<Duration> andAllWithin() {
        return policy.every().isPresent()
                ? Optional.empty()
                : policy.retain().flatMap(Retention::within);
    }

    private List<Integer> tiers(Retention retain) {
        IntStream last = retain.last() > 0 ? IntStream.of(retain.last()) : IntStream.empty();
        IntStream calendar = retain.calendar().values().stream().mapToInt(Integer::intValue);
        IntStream within =
                retain.within().stream()
                        .flatMap(time -> policy.every().map(every -> fitting(time, every)).stream())
                        .mapToInt(Integer::intValue);
        return IntStream.concat(last, IntStream.concat(calendar, within)).boxed().toList();
    }

    /** Both ends count, and a storage that is slow today makes the next one come early. */
    private static int fitting(Duration within, Duration every) {
        long whole = within.dividedBy(every);
        boolean exact = every.multipliedBy(whole).equals(within);
        return Math.toIntExact(whole) + (exact ? 1 : 2);
    }
}
