package io.pvcsnapshotter.health;

import io.pvcsnapshotter.model.Snapshot;
import java.util.Optional;

/** Why a snapshot is not ready. */
public final class Diagnosis {
    private Diagnosis() {}

    /** What it waits for, in a few words, for somebody who watches. */
    static String shortly(Snapshot snapshot) {
        String waits = snapshot.takenAt().isPresent() ? "uploading" : "being taken";
        return snapshot.error().map(error -> waits + ", last error: " + error).orElse(waits);
    }

    /**
     * Why it is not ready.
     *
     * @param driver of its volume, if that is known
     */
    public static String of(Snapshot snapshot, Optional<String> driver) {
        if (snapshot.takenAt().isPresent()) {
            return "taken at %s, still uploading%s"
                    .formatted(
                            snapshot.takenAt().get(),
                            snapshot.error().map(" (last error: %s)"::formatted).orElse(""));
        }
        if (snapshot.error().isPresent()) {
            return snapshot.error().get();
        }
        if (snapshot.status().isEmpty()) {
            return "it has no status, so the snapshot-controller is not running";
        }
        return "no CSI sidecar answers for %s, or its CreateSnapshot hangs"
                .formatted(driver.map("the driver "::concat).orElse("its driver"));
    }
}
