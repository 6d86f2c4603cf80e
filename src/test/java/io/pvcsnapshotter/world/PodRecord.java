package io.pvcsnapshotter.world;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a pod asked of the API server, and what it was answered. */
final class PodRecord {
    /**
     * @param at the true time at which the claims were read; the snapshots were read before
     * @param classes empty where they or the volumes may not be read
     */
    record Look(
            long at,
            Instant observed,
            List<Snapshot> snapshots,
            List<Claim> claims,
            Optional<List<SnapshotClass>> classes) {
        Optional<Claim> claim(ObjectName name) {
            return claims.stream().filter(each -> each.name().equals(name)).findFirst();
        }

        Optional<Snapshot> snapshot(String uid) {
            return snapshots.stream().filter(each -> each.uid().equals(uid)).findFirst();
        }
    }

    final List<Look> looks = new ArrayList<>();

    /** When the claims were read for the last time. */
    long claimsReadAt;

    /** When a snapshot was last made of a claim of that name; it may be after the wait is over. */
    final Map<ObjectName, Long> createdAt = new HashMap<>();

    /** How many it was told that were made for it. */
    int made;

    /** Why the API server made none, by the claim's name. */
    final Map<ObjectName, ApiFailure.Kind> refusals = new HashMap<>();

    /** When it was told so. */
    final Map<ObjectName, Long> refusedAt = new HashMap<>();

    /** The uids of what a webhook changed. */
    final Set<String> marred = new HashSet<>();

    /** How many deletions had an effect, of which the answers of so many were lost. */
    int deleted;

    int deletionsUnanswered;
    final List<ApiFailure.Kind> deletionsRefused = new ArrayList<>();

    /** How often the claims could not be listed. */
    int claimsRefused;

    /** Of each claim, how many expired and how many were leftovers. */
    final Map<String, Integer> expired = new HashMap<>();

    final Map<String, Integer> leftovers = new HashMap<>();

    /** Why the second look failed, if it did. */
    Optional<ApiFailure.Kind> blind = Optional.empty();

    /** Whether any look at snapshots went wrong lately, or was late. */
    long blindUntil;

    /** When it was told to stop, if it was. */
    long stoppedAt = Long.MAX_VALUE;

    /** Whether it was stopped or killed. */
    boolean disturbed;

    boolean isStopped() {
        return stoppedAt != Long.MAX_VALUE;
    }

    Look first() {
        return looks.getFirst();
    }

    Look last() {
        return looks.getLast();
    }
}
