package io.pvcsnapshotter.report;

import io.pvcsnapshotter.health.Diagnosis;
import io.pvcsnapshotter.history.Entry;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Judgement.Fate;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One snapshot as it is drawn on a time line.
 *
 * @param reasons why it is what it is
 */
record Mark(Snapshot snapshot, Kind kind, List<String> reasons) {
    static final Comparator<Mark> NEWEST_FIRST =
            Comparator.comparing(Mark::snapshot, Snapshot.OLDEST_FIRST.reversed());

    /** What a person has to know of a snapshot at a glance. */
    enum Kind {
        READY("ready", "A volume can be made from it, and it stays."),
        HELD("held", "Ready. Somebody holds it, so it never expires."),
        ASIDE(
                "set aside",
                "Ready. It is kept for another reason, and retention does not count it."),
        LATER("expires later", "Ready. Retention no longer keeps it, and it stays for now."),
        NEXT(
                "goes next",
                "The next run deletes it; a ready one only if the claim has a new one that is ready."),
        UNREADY("not ready", "No volume can be made from it so far."),
        DELETING("being deleted", "Its deletion is asked for, and it is still there.");

        private final String word;
        private final String meaning;

        Kind(String word, String meaning) {
            this.word = word;
            this.meaning = meaning;
        }

        String word() {
            return word;
        }

        /** A sentence. */
        String meaning() {
            return meaning;
        }
    }

    static Mark of(Judgement judged) {
        Snapshot snapshot = judged.snapshot();
        Kind kind = kind(snapshot, judged.fate());
        return new Mark(
                snapshot, kind, kind == Kind.UNREADY ? diagnosis(snapshot) : judged.reasons());
    }

    private static Kind kind(Snapshot snapshot, Fate fate) {
        if (snapshot.deleting()) {
            return Kind.DELETING;
        }
        return switch (fate) {
            case EXPIRED, LEFTOVER -> Kind.NEXT;
            case POSTPONED -> Kind.LATER;
            case KEPT -> snapshot.ready() ? Kind.READY : Kind.UNREADY;
            case SET_ASIDE -> aside(snapshot);
        };
    }

    /** Of what a person sees who does not know what runs will do. */
    static Mark of(Entry entry) {
        Snapshot snapshot = entry.snapshot();
        if (snapshot.deleting()) {
            return new Mark(snapshot, Kind.DELETING, List.of());
        }
        Optional<String> kept = entry.kept();
        Kind kind = kept.isEmpty() && snapshot.ready() ? Kind.READY : aside(snapshot);
        return new Mark(
                snapshot,
                kind,
                kind == Kind.UNREADY ? diagnosis(snapshot) : kept.stream().toList());
    }

    /** How many there are of each kind; of one that is not there, nothing is said. */
    static Map<Kind, Long> count(Stream<Mark> marks) {
        return marks.collect(
                Collectors.groupingBy(
                        Mark::kind, () -> new EnumMap<>(Kind.class), Collectors.counting()));
    }

    private static Kind aside(Snapshot snapshot) {
        if (!snapshot.ready()) {
            return Kind.UNREADY;
        }
        return snapshot.held() ? Kind.HELD : Kind.ASIDE;
    }

    private static List<String> diagnosis(Snapshot snapshot) {
        return List.of(Diagnosis.of(snapshot, Optional.empty()));
    }
}
