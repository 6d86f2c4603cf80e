package io.pvcsnapshotter.history;

import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;

/** Who made a snapshot, as far as its marks say. */
public sealed interface Maker {

    /**
     * A run of pvc-snapshotter.
     *
     * @param instance the install that the run belonged to
     */
    record Install(String instance, Run.Trigger trigger) implements Maker {}

    /**
     * Another program.
     *
     * @param name as it wrote it into {@code app.kubernetes.io/managed-by}
     */
    record Program(String name) implements Maker {}

    /** A person, or a program that leaves no mark. */
    record Unmarked() implements Maker {}

    static Maker of(Snapshot snapshot) {
        String instance = snapshot.labels().getOrDefault(Ownership.INSTANCE, "");
        String managedBy = snapshot.labels().getOrDefault(Ownership.MANAGED_BY, "");
        return switch (Ownership.judge(snapshot, instance)) {
            case Ownership.Ours(var origin) -> new Install(instance, origin.trigger());
            case Ownership.Unrelated()
                    when !managedBy.isEmpty() && !managedBy.equals(Ownership.PROGRAM) ->
                    new Program(managedBy);
            case Ownership.Foreign _, Ownership.Unrelated _ -> new Unmarked();
        };
    }
}
