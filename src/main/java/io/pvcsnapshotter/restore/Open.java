package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A restore of the claim that has begun and not ended.
 *
 * @param carrier the snapshot that its record is on
 */
record Open(RestoreRecord restore, Manifest carrier) {

    /**
     * The one that goes on. Two who begin at the same moment write a record each; the claim, a
     * workload or a snapshot names the one of them that has gone further, else it is the older.
     */
    static Optional<Open> of(Findings findings) {
        return all(findings).stream().findFirst();
    }

    /** Those that were begun and overtaken by another. */
    static List<Open> overtaken(Findings findings) {
        return all(findings).stream().skip(1).toList();
    }

    private static List<Open> all(Findings findings) {
        List<Open> all = new ArrayList<>();
        for (Manifest each : findings.snapshots()) {
            RestoreRecord.of(each, findings.claim().name())
                    .ifPresent(record -> all.add(new Open(record, each)));
        }
        all.sort(
                Comparator.comparing((Open each) -> !each.hasGoneFurther(findings))
                        .thenComparing(each -> each.restore().started())
                        .thenComparing(each -> each.restore().id()));
        return all;
    }

    private boolean hasGoneFurther(Findings findings) {
        return findings.snapshot(restore.safety()).isPresent()
                || Stream.of(
                                findings.found().stream(),
                                findings.around().statefulSets().stream(),
                                findings.around().deployments().stream())
                        .flatMap(each -> each)
                        .anyMatch(restore::isOn);
    }
}
