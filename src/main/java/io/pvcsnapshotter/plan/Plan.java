package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that a run would do, decided at one instant.
 *
 * @param observed the API server's clock of the inventory that was judged
 * @param claims every claim in scope, ordered by name
 * @param orphans the snapshots of ours whose claim is gone, grouped by claim
 * @param foreign snapshots that carry our labels but that this instance did not make
 * @param unmatched a sentence for each policy that has to select something and does not
 * @param stuck deletions of ours that the storage does not finish, if there are any
 */
public record Plan(
        Instant observed,
        List<ClaimPlan> claims,
        List<LostClaim> orphans,
        List<ForeignSnapshot> foreign,
        List<String> unmatched,
        Optional<Stuck> stuck) {

    public Plan {
        claims = List.copyOf(claims);
        orphans = List.copyOf(orphans);
        foreign = List.copyOf(foreign);
        unmatched = List.copyOf(unmatched);
    }

    /** What the claims are counted as. */
    public Tally tally() {
        return Tally.of(claims.stream().map(each -> each.decision().kind().heading()));
    }

    /** Whether a run of this plan would fail for what is known already. */
    public boolean fails() {
        return !unmatched.isEmpty()
                || stuck.filter(Stuck::isFailure).isPresent()
                || claims.stream().anyMatch(each -> each.decision().mistake().isPresent());
    }

    /** The claims of which its policies want a snapshot in this run. */
    public Stream<DueClaim> due() {
        return claims.stream().flatMap(each -> each.due().stream());
    }

    /** What expires later, each with its claim in front, and what does not go. */
    public List<String> postponed() {
        return Stream.concat(
                        claims.stream()
                                .flatMap(claim ->
                                        claim.postponed().stream()
                                                .map(each -> claim.claim().name() + ": " + each)),
                        stuck.map(Stuck::sentence).stream())
                .toList();
    }

    /** Everything that it deletes. */
    public Stream<Judgement> deletions() {
        return Stream.concat(
                claims.stream().flatMap(ClaimPlan::deletions),
                orphans.stream().flatMap(LostClaim::deletions));
    }

    /**
     * One claim.
     *
     * @param snapshots all that are ours and of the claim's history, newest first
     * @param postponed a sentence about what expires later: while a changed retention has not
     *     settled, and where it is more than one run may delete; else empty
     */
    public record ClaimPlan(
            Claim claim, Decision decision, List<Judgement> snapshots, List<String> postponed) {
        public ClaimPlan {
            snapshots = List.copyOf(snapshots);
            postponed = List.copyOf(postponed);
        }

        public Stream<Judgement> deletions() {
            return snapshots.stream().filter(Judgement::deletes);
        }

        /**
         * Whether there are to be new snapshots of the claim: those that a policy wants, and those
         * that had some and have not been opted out.
         */
        public boolean isWanted() {
            return decision.isWanted()
                    || !snapshots.isEmpty() && decision.kind() == Decision.Kind.NO_POLICY;
        }

        private Optional<DueClaim> due() {
            return decision instanceof Decision.Due due
                    ? Optional.of(new DueClaim(claim, due, newestReady()))
                    : Optional.empty();
        }

        private Instant newestReady() {
            return snapshots.stream()
                    .map(Judgement::snapshot)
                    .filter(Snapshot::ready)
                    .map(Snapshot::time)
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.MIN);
        }
    }

    /**
     * A claim that its policy wants a snapshot of in this run.
     *
     * @param newestReady the time of its newest ready snapshot; the beginning of time if it has
     *     none
     */
    public record DueClaim(Claim claim, Decision.Due decision, Instant newestReady) {}

    /**
     * Snapshots of ours whose deletion was asked for more than an hour ago, and which are still
     * there: storage that refuses to delete grows and costs.
     *
     * @param waiting how long the oldest of them waits
     */
    public record Stuck(int number, Snapshot oldest, Duration waiting) {
        private static final Duration UNUSUAL = Duration.ofHours(1);
        private static final Duration FAILURE = Duration.ofDays(1);

        static Optional<Stuck> among(Stream<Snapshot> ours, Instant now) {
            List<Snapshot> late =
                    ours.filter(each ->
                                    each.metadata()
                                            .deletedAt()
                                            .filter(time -> time.plus(UNUSUAL).isBefore(now))
                                            .isPresent())
                            .sorted(Comparator.comparing(Stuck::deletedAt))
                            .toList();
            return late.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Stuck(
                                    late.size(),
                                    late.getFirst(),
                                    Duration.between(deletedAt(late.getFirst()), now)));
        }

        private static Instant deletedAt(Snapshot snapshot) {
            return snapshot.metadata().deletedAt().orElseThrow();
        }

        public boolean isFailure() {
            return waiting.compareTo(FAILURE) > 0;
        }

        public String sentence() {
            return "%d %s deleted and not gone: the storage does not delete, or something holds %s with a finalizer; the oldest is %s, for %s"
                    .formatted(
                            number,
                            number == 1 ? "snapshot is" : "snapshots are",
                            number == 1 ? "it" : "them",
                            oldest.name(),
                            DurationWords.period(Duration.ofHours(waiting.toHours())));
        }
    }

    /** What is left of a claim that no longer exists. */
    public record LostClaim(
            String namespace, String claim, String claimUid, List<Judgement> snapshots) {
        public LostClaim {
            snapshots = List.copyOf(snapshots);
        }

        public Stream<Judgement> deletions() {
            return snapshots.stream().filter(Judgement::deletes);
        }
    }

    /** A snapshot that is not ours although it says so. */
    public record ForeignSnapshot(Snapshot snapshot, String reason) {}
}
