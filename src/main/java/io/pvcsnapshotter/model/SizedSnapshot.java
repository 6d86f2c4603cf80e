package io.pvcsnapshotter.model;

import java.util.Optional;

/**
 * A snapshot, and how large a volume has to be that is made from it.
 *
 * @param restoreSize {@code status.restoreSize} in bytes; empty if nothing usable is said, or 0
 */
public record SizedSnapshot(Snapshot snapshot, Optional<Long> restoreSize) {}
