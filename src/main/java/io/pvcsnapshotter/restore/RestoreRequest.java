package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a person asks for.
 *
 * @param claim whose data is wanted; it need not exist any more
 * @param snapshot the name of the one to use; else the newest ready one
 * @param before only what was taken at that time or earlier
 * @param shape what the new claim is like where that does not follow from the old one
 * @param paused whether the person says that a tool which manages the workload is suspended
 */
public record RestoreRequest(
        ObjectName claim,
        Optional<String> snapshot,
        Optional<Instant> before,
        Goal goal,
        Shape shape,
        boolean paused) {

    /** What is to come out. */
    public sealed interface Goal {}

    /** A second claim of that name. */
    public record Beside(String name) implements Goal {}

    /** The claim itself, with the data of the snapshot. */
    public record InPlace() implements Goal {}

    /** The claim as it was before it was restored in place. */
    public record Undo() implements Goal {}

    /**
     * @param accessModes none for those of the old claim
     */
    public record Shape(
            Optional<Quantity> size, Optional<String> storageClass, List<String> accessModes) {
        public static final Shape AS_BEFORE =
                new Shape(Optional.empty(), Optional.empty(), List.of());

        public Shape {
            accessModes = List.copyOf(accessModes);
        }
    }
}
