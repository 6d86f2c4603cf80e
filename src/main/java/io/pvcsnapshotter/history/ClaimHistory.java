package io.pvcsnapshotter.history;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.SizedSnapshot;
import io.pvcsnapshotter.model.Snapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Every snapshot of one claim name.
 *
 * @param observed the API server's clock when they were listed
 * @param living the claim that has the name now, if one has
 * @param entries newest first
 */
public record ClaimHistory(
        ObjectName name, Instant observed, Optional<Claim> living, List<Entry> entries) {
    public ClaimHistory {
        entries = List.copyOf(entries);
    }

    /**
     * @param snapshots all of the namespace
     * @param claims all of the namespace
     */
    public static ClaimHistory of(
            ObjectName name, List<SizedSnapshot> snapshots, List<Claim> claims, Instant observed) {
        List<SizedSnapshot> ofName =
                snapshots.stream().filter(each -> isOf(name, each.snapshot())).toList();
        Optional<Claim> living = claims.stream().filter(each -> each.name().equals(name)).findAny();
        Lives lives = Lives.of(living, ofName.stream().map(SizedSnapshot::snapshot).toList());
        Reading reading = new Reading(lives, claims, observed);
        return new ClaimHistory(
                name,
                observed,
                living,
                ofName.stream()
                        .map(reading::entry)
                        .sorted(
                                Comparator.comparing(Entry::time)
                                        .thenComparing(Entry::snapshot, Snapshot.OLDEST_FIRST)
                                        .reversed())
                        .toList());
    }

    /** Every claim name of one namespace, in order. */
    public static List<ClaimHistory> all(
            String namespace, List<SizedSnapshot> snapshots, List<Claim> claims, Instant observed) {
        Map<String, List<SizedSnapshot>> byName =
                snapshots.stream()
                        .filter(each -> each.snapshot().claim().isPresent())
                        .collect(
                                Collectors.groupingBy(
                                        each -> each.snapshot().claim().orElseThrow()));
        return names(snapshots, claims).stream()
                .map(each ->
                        of(
                                new ObjectName(namespace, each),
                                byName.getOrDefault(each, List.of()),
                                claims,
                                observed))
                .toList();
    }

    /** Where a snapshot was made from content that existed before, its label has to say it. */
    private static boolean isOf(ObjectName name, Snapshot snapshot) {
        String claim =
                snapshot.claim()
                        .or(() -> Optional.ofNullable(snapshot.annotations().get(Ownership.CLAIM)))
                        .or(() -> Optional.ofNullable(snapshot.labels().get(Ownership.CLAIM)))
                        .orElse("");
        return name.equals(new ObjectName(snapshot.name().namespace(), claim));
    }

    /** The claim names of which there is a claim or a snapshot. */
    public static Set<String> names(List<SizedSnapshot> snapshots, List<Claim> claims) {
        Set<String> names = new TreeSet<>();
        claims.forEach(each -> names.add(each.name().name()));
        snapshots.forEach(each -> each.snapshot().claim().ifPresent(names::add));
        return names;
    }

    /** Those that a volume can be made from, newest first. */
    public List<Entry> usable() {
        return entries.stream().filter(Entry::usable).toList();
    }

    /** How many volumes can be made from the snapshots of the claim that there is now. */
    public long usableOfLiving() {
        return usable().stream().filter(each -> !(each.whose() instanceof Whose.Earlier)).count();
    }
}
