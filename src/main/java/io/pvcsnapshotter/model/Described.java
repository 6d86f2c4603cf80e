package io.pvcsnapshotter.model;

import java.time.Instant;
import java.util.Map;

/** An object of the API, asked for what its metadata says. */
public sealed interface Described permits Claim, Snapshot {
    Metadata metadata();

    default ObjectName name() {
        return metadata().name();
    }

    default String uid() {
        return metadata().uid();
    }

    default String resourceVersion() {
        return metadata().resourceVersion();
    }

    default Map<String, String> labels() {
        return metadata().labels();
    }

    default Map<String, String> annotations() {
        return metadata().annotations();
    }

    default Instant created() {
        return metadata().created();
    }

    /** Whether somebody has asked for its deletion. */
    default boolean deleting() {
        return metadata().deletedAt().isPresent();
    }
}
