package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Manifest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which snapshot is restored from. */
sealed interface Choice {
    /** That one. */
    record Chosen(Manifest snapshot) implements Choice {}

    /** None. */
    record None(Refusal why) implements Choice {}

    /** Oldest first; the order is total. */
    Comparator<Manifest> BY_TIME =
            Comparator.comparing(Findings::taken).thenComparing(Manifest::name);

    static Choice of(Findings findings, RestoreRequest request) {
        return request.snapshot().isPresent()
                ? named(findings, request.snapshot().get())
                : newest(findings, request.before());
    }

    private static Choice named(Findings findings, String name) {
        Optional<Manifest> found = findings.snapshot(name);
        if (found.isEmpty()) {
            return none(
                    "There is no VolumeSnapshot %s in namespace %s"
                            .formatted(name, findings.claim().namespace()),
                    ready(findings));
        }
        Optional<String> source = found.get().text("spec", "source", "persistentVolumeClaimName");
        if (source.filter(each -> !each.equals(findings.claim().name())).isPresent()) {
            return none(
                    "The snapshot %s is of the claim %s, not of %s"
                            .formatted(name, source.get(), findings.claim().name()),
                    "Name the claim %s, or another snapshot.".formatted(source.get()));
        }
        return usable(found.get(), findings);
    }

    private static Choice usable(Manifest snapshot, Findings findings) {
        if (snapshot.deleting()) {
            return none(
                    "The snapshot %s is being deleted".formatted(snapshot.name()),
                    "Choose another one.");
        }
        if (!Findings.isReady(snapshot)) {
            return none(
                    "The snapshot %s is not ready%s"
                            .formatted(
                                    snapshot.name(),
                                    snapshot.text("status", "error", "message")
                                            .map(": "::concat)
                                            .orElse("")),
                    "Wait until it is, or choose another one. This shows it: "
                            + findings.kubectl("get volumesnapshot " + snapshot.name()));
        }
        return new Chosen(snapshot);
    }

    private static Choice newest(Findings findings, Optional<Instant> before) {
        return candidates(findings).stream()
                .filter(each ->
                        before.map(limit -> !Findings.taken(each).isAfter(limit)).orElse(true))
                .max(BY_TIME)
                .<Choice>map(Chosen::new)
                .orElseGet(() ->
                        none(
                                "Namespace %s has no ready snapshot of a claim %s%s"
                                        .formatted(
                                                findings.claim().namespace(),
                                                findings.claim().name(),
                                                before.map(each -> " from " + each + " or earlier")
                                                        .orElse("")),
                                ready(findings)));
    }

    /** What was taken only to go back from a restore is never chosen unless it is named. */
    private static List<Manifest> candidates(Findings findings) {
        return findings.ofClaim().stream()
                .filter(Findings::isReady)
                .filter(each -> each.annotation(Marks.SAFETY).isEmpty())
                .toList();
    }

    private static String ready(Findings findings) {
        List<Manifest> candidates = candidates(findings);
        if (!candidates.isEmpty()) {
            return "These are ready: %s."
                    .formatted(
                            candidates.stream()
                                    .sorted(BY_TIME.reversed())
                                    .limit(5)
                                    .map(Manifest::name)
                                    .collect(Collectors.joining(", ")));
        }
        String others =
                findings.snapshots().stream()
                        .flatMap(each ->
                                each.text("spec", "source", "persistentVolumeClaimName").stream())
                        .distinct()
                        .sorted()
                        .limit(10)
                        .collect(Collectors.joining(", "));
        return others.isEmpty()
                ? "There are no snapshots in this namespace: look into another one."
                : "There are snapshots of these claims: %s.".formatted(others);
    }

    private static Choice none(String reason, String instead) {
        return new None(new Refusal(reason, instead));
    }
}
