package io.pvcsnapshotter.health;

import io.pvcsnapshotter.config.Policy.Until;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Follows one snapshot until it is what the policy asks for, or never will be.
 *
 * <p>{@code status.error} has no code and is never final: both controllers retry for ever,
 * transient errors are normal in a healthy creation, and an error can outlive its cause
 * (external-snapshotter#346, #748, #433). So readiness beats any error, and only errors that an
 * administrator has to mend end the wait early, and only when they stay.
 */
public final class Readiness {
    /** How long an error of the configuration has to stay. */
    private static final Duration STAYS = Duration.ofSeconds(30);

    private static final Pattern CONFIGURATION =
            Pattern.compile(
                    "cannot find default snapshot class"
                            + "|\\d+ default snapshot classes were found"
                            + "|Failed to get snapshot class"
                            + "|snapshotting non-CSI volumes is not supported"
                            + "|cannot find CSI PersistentVolumeSource"
                            + "|without a snapshot class");

    private final String uid;
    private final Until until;
    private final Optional<String> driver;
    private Snapshot latest;
    private Optional<Instant> misconfiguredSince = Optional.empty();

    /**
     * @param snapshot as it was when it was created or adopted
     * @param driver of the claim's volume, for the diagnosis
     */
    public Readiness(Snapshot snapshot, Until until, Optional<String> driver) {
        this.uid = snapshot.uid();
        this.until = until;
        this.driver = driver;
        this.latest = snapshot;
    }

    /** Whether the storage has cut it, as far as was seen. */
    public boolean isTaken() {
        return latest.takenAt().isPresent();
    }

    /** What it waits for, as far as was seen, in a few words. */
    public String waitsFor() {
        return Diagnosis.shortly(latest);
    }

    /**
     * Takes in what was read now.
     *
     * @param read empty if there is no such snapshot
     * @return the outcome, once there is one
     */
    public Optional<Outcome> observe(Optional<Snapshot> read, Instant now) {
        if (read.filter(each -> each.uid().equals(uid)).isEmpty()) {
            return failed("its snapshot was deleted by somebody else while the run waited for it");
        }
        Snapshot snapshot = read.get();
        latest = snapshot;
        if (snapshot.deleting()) {
            return failed("its snapshot is being deleted by somebody else");
        }
        if (snapshot.ready()) {
            return Optional.of(new Outcome.Ready(snapshot.time()));
        }
        if (until == Until.TAKEN && snapshot.takenAt().isPresent()) {
            return Optional.of(new Outcome.Taken(snapshot.takenAt().get()));
        }
        return misconfigured(snapshot, now);
    }

    private Optional<Outcome> misconfigured(Snapshot snapshot, Instant now) {
        boolean seen =
                snapshot.takenAt().isEmpty()
                        && snapshot.error()
                                .filter(each -> CONFIGURATION.matcher(each).find())
                                .isPresent();
        if (!seen) {
            misconfiguredSince = Optional.empty();
            return Optional.empty();
        }
        if (misconfiguredSince.isEmpty()) {
            misconfiguredSince = Optional.of(now);
        }
        boolean stays = !misconfiguredSince.get().plus(STAYS).isAfter(now);
        return stays
                ? Optional.of(new Outcome.Failed(snapshot.error().orElseThrow(), false))
                : Optional.empty();
    }

    private static Optional<Outcome> failed(String reason) {
        return Optional.of(new Outcome.Failed(reason, true));
    }

    /**
     * The outcome when the time is up: what was seen last, in words.
     *
     * @param waited for how long
     * @param blind why the snapshot could not be looked at lately, if it could not
     */
    public Outcome timedOut(Duration waited, Optional<String> blind) {
        return new Outcome.Failed(
                "its snapshot is not %s after %s: %s"
                        .formatted(
                                until == Until.READY ? "ready" : "taken",
                                DurationWords.elapsed(waited),
                                blind.map("it could not be looked at: "::concat)
                                        .orElseGet(() -> Diagnosis.of(latest, driver))),
                true);
    }
}
