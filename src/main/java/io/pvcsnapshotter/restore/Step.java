package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.ObjectName;

/**
 * One step of a restore.
 *
 * @param text what it does and what follows from it, for a person
 * @param action how it is done. It is made for what is there now, so only the first step of a plan
 *     can be done
 */
public record Step(Kind kind, String text, Action action) {
    /** What a step is for. */
    public enum Kind {
        HOLD,
        AMEND,
        MARK,
        SCALE_DOWN,
        SUSPEND,
        AWAIT_PODS,
        DELETE_PODS,
        TAKE_SAFETY,
        AWAIT_SAFETY,
        AWAIT_SNAPSHOTS,
        RETAIN_VOLUME,
        DELETE_CLAIM,
        UNMARK,
        AWAIT_GONE,
        CREATE_CLAIM,
        SCALE_UP,
        RESUME,
        AWAIT_BOUND,
        PUT_BACK,
        RELEASE
    }

    /** How a step is done. */
    public sealed interface Action {}

    /** Sends a merge patch. */
    public record Patch(ObjectKind of, ObjectName name, Manifest patch) implements Action {}

    public record Create(ObjectKind of, Manifest object) implements Action {}

    /** Deletes this very object as it is. */
    public record Delete(ObjectKind of, Manifest object) implements Action {}

    /**
     * Waits and looks again.
     *
     * @param detail what it looks like now; empty if there is nothing to say
     */
    public record Wait(String detail) implements Action {}
}
