package io.pvcsnapshotter.model;

import java.time.Instant;
import java.util.Optional;

/**
 * An Event that somebody wrote about an object.
 *
 * @param reason one word in CamelCase
 * @param last when it happened last
 */
public record EventSeen(boolean warning, String reason, String message, Optional<Instant> last) {}
