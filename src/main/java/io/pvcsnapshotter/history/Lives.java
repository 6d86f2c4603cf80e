package io.pvcsnapshotter.history;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Snapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The claims that have had one name, one after the other, as far as the marks on their snapshots
 * and the claim of today tell.
 *
 * @param living the one that has the name now
 * @param seen for each uid, when there was a claim of that uid
 */
record Lives(Optional<Claim> living, Map<String, Span> seen) {

    /** Between these two it was there; it may have been longer. */
    record Span(Instant first, Instant last) {
        Span and(Span other) {
            return new Span(
                    first.isBefore(other.first) ? first : other.first,
                    last.isAfter(other.last) ? last : other.last);
        }
    }

    static Lives of(Optional<Claim> living, List<Snapshot> snapshots) {
        Map<String, Span> seen = new HashMap<>();
        for (Snapshot each : snapshots) {
            recordedUid(each)
                    .ifPresent(uid ->
                            seen.merge(uid, new Span(each.created(), each.created()), Span::and));
        }
        living.ifPresent(each -> seen.put(each.uid(), new Span(each.created(), Instant.MAX)));
        return new Lives(living, seen);
    }

    /** The uid of its claim, where our marks are as we wrote them. */
    static Optional<String> recordedUid(Snapshot snapshot) {
        String instance = snapshot.labels().getOrDefault(Ownership.INSTANCE, "");
        return Ownership.judge(snapshot, instance) instanceof Ownership.Ours(var origin)
                ? Optional.of(origin.claimUid())
                : Optional.empty();
    }

    Whose whose(Snapshot snapshot) {
        Optional<String> uid = recordedUid(snapshot);
        if (uid.isPresent() && isHistory(uid.get())) {
            return living.get().uid().equals(uid.get())
                    ? new Whose.Living()
                    : new Whose.Predecessor();
        }
        if (wasTakenOfLiving(snapshot, uid)) {
            return new Whose.Living();
        }
        return new Whose.Earlier(
                uid.map(each -> goneBefore(seen.get(each).last()))
                        .orElseGet(() -> living.map(Claim::created)));
    }

    private boolean isHistory(String uid) {
        return living.filter(each -> each.history().contains(uid)).isPresent();
    }

    /** A snapshot names its source, and the storage cuts what has that name then. */
    private boolean wasTakenOfLiving(Snapshot snapshot, Optional<String> uid) {
        boolean cut = uid.isEmpty() || snapshot.takenAt().isPresent();
        return cut && living.filter(each -> !snapshot.time().isBefore(each.created())).isPresent();
    }

    /** Whether the marks name an earlier claim, and the data is that of the one of now. */
    boolean isMixed(Snapshot snapshot) {
        Optional<String> uid = recordedUid(snapshot);
        return uid.isPresent() && !isHistory(uid.get()) && wasTakenOfLiving(snapshot, uid);
    }

    private Optional<Instant> goneBefore(Instant lastSeen) {
        return seen.values().stream()
                .map(Span::first)
                .filter(first -> first.isAfter(lastSeen))
                .min(Comparator.naturalOrder());
    }
}
