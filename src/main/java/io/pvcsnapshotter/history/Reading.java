package io.pvcsnapshotter.history;

import io.pvcsnapshotter.health.Diagnosis;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.SizedSnapshot;
import io.pvcsnapshotter.model.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a snapshot of the name says, and what is wrong with it. */
final class Reading {
    /** Until then the storage may simply not have come to it. */
    private static final Duration SLOW = Duration.ofHours(1);

    /** Anybody may write a text of any length on a snapshot. */
    private static final int LONGEST_REASON = 60;

    private static final int LONGEST_REMARK = 400;

    private final Lives lives;
    private final Map<ObjectName, ObjectName> restoring = new HashMap<>();
    private final Instant now;

    Reading(Lives lives, List<Claim> claims, Instant now) {
        this.lives = lives;
        this.now = now;
        claims.forEach(
                each -> each.restoringFrom().forEach(source -> restoring.put(source, each.name())));
    }

    Entry entry(SizedSnapshot sized) {
        Snapshot snapshot = sized.snapshot();
        return new Entry(
                snapshot,
                // A storage whose clock is ahead does not make data younger than its object.
                snapshot.time().isAfter(now) ? snapshot.created() : snapshot.time(),
                sized.restoreSize(),
                lives.whose(snapshot),
                Maker.of(snapshot),
                Lives.recordedUid(snapshot),
                kept(snapshot),
                remarks(snapshot));
    }

    private Optional<String> kept(Snapshot snapshot) {
        if (snapshot.held()) {
            return Optional.of("held" + whyHeld(snapshot));
        }
        if (snapshot.groupMember()) {
            return Optional.of("member of a group");
        }
        return Optional.ofNullable(restoring.get(snapshot.name()))
                .map(claim -> "restore to " + claim.name());
    }

    private static String whyHeld(Snapshot snapshot) {
        String label = snapshot.labels().getOrDefault(Ownership.HOLD, "false");
        String value = label.equals("false") ? snapshot.annotations().get(Ownership.HOLD) : label;
        return value.isBlank() || value.equals("true") ? "" : ": " + start(value, LONGEST_REASON);
    }

    private List<String> remarks(Snapshot snapshot) {
        List<String> remarks = new ArrayList<>();
        String name = snapshot.name().name();
        Optional<Duration> deletedFor =
                snapshot.metadata().deletedAt().map(since -> Duration.between(since, now));
        if (deletedFor.isPresent()) {
            remarks.add(name + " is being deleted" + late(deletedFor.get()));
        } else if (!snapshot.ready()) {
            remarks.add(
                    "%s is not ready: %s"
                            .formatted(name, Diagnosis.of(snapshot, Optional.empty())));
        }
        String instance = snapshot.labels().getOrDefault(Ownership.INSTANCE, "");
        if (Ownership.judge(snapshot, instance) instanceof Ownership.Foreign(String reason)) {
            remarks.add("%s was not made by pvc-snapshotter: %s".formatted(name, reason));
        }
        if (lives.isMixed(snapshot)) {
            remarks.add(
                    "%s was asked of an earlier claim and taken after that was gone: it holds the data of the claim of today"
                            .formatted(name));
        }
        return remarks.stream().map(each -> start(each, LONGEST_REMARK)).toList();
    }

    private static String late(Duration waiting) {
        return waiting.compareTo(SLOW) < 0
                ? ""
                : " since %s ago, and not gone: the storage does not delete it, or a finalizer holds it"
                        .formatted(DurationWords.age(waiting));
    }

    private static String start(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "...";
    }
}
