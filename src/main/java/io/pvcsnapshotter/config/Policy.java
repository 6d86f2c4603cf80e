package io.pvcsnapshotter.config;

import io.pvcsnapshotter.model.Glob;
import io.pvcsnapshotter.model.LabelSelector;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the claims that it selects are snapshotted, and how long their snapshots are kept.
 *
 * @param every take one only when this much wall-clock time has passed since the claim's last;
 *     absent means at each run
 * @param retain absent means that nothing is ever expired
 * @param requireMatch whether selecting no claim at all is a failure
 * @param snapshotLabels added to each snapshot
 * @param snapshotAnnotations added to each snapshot
 */
public record Policy(
        String name,
        Selection select,
        Optional<Duration> every,
        SnapshotClassChoice snapshotClass,
        Wait waiting,
        Optional<Retention> retain,
        boolean requireMatch,
        OnUnsupported unsupported,
        Map<String, String> snapshotLabels,
        Map<String, String> snapshotAnnotations) {

    public Policy {
        snapshotLabels = Map.copyOf(snapshotLabels);
        snapshotAnnotations = Map.copyOf(snapshotAnnotations);
    }

    /** Which claims: all conditions must hold. */
    public record Selection(
            Glob namespaces,
            LabelSelector namespaceLabels,
            LabelSelector labels,
            Glob claims,
            Glob storageClasses) {}

    /** Which snapshot class is used. */
    public sealed interface SnapshotClassChoice {
        /** The class that is annotated as default for the volume's driver. */
        record DriverDefault() implements SnapshotClassChoice {}

        /** This class for every volume. */
        record Named(String name) implements SnapshotClassChoice {}

        /** A class for each driver; the driver's default where a driver is not listed. */
        record ByDriver(Map<String, String> classes) implements SnapshotClassChoice {
            public ByDriver {
                classes = Map.copyOf(classes);
            }
        }
    }

    /**
     * @param until what must be reached for the claim to count as done
     * @param timeout from the start of the Job
     */
    public record Wait(Until until, Duration timeout) {}

    /** States of a snapshot that a run can wait for. */
    public enum Until {
        /** Cut by the storage; it may still be uploading. */
        TAKEN,
        /** {@code readyToUse}: a volume can be made from it. */
        READY
    }

    /** What to make of claims that cannot be snapshotted at all. */
    public enum OnUnsupported {
        FAIL,
        SKIP
    }
}
