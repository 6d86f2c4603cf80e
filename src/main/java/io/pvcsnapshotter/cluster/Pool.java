package io.pvcsnapshotter.cluster;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;

/**
 * Equal values become one object. Snapshots share most of what they consist of with others of their
 * claim or of their run.
 */
final class Pool {
    /**
     * A list is sorted by name, so that what is equal comes soon again: with more than these it
     * begins anew.
     */
    private static final int MOST = 20_000;

    private final Map<Object, Object> known = new HashMap<>();
    private final Map<String, Instant> times = new HashMap<>();

    /** The one that stands for all that are equal to it; null for null. */
    synchronized <T> T one(T value) {
        if (value == null) {
            return null;
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        @SuppressWarnings("unchecked") // Equal values are of one type here.
        T first = (T) known.putIfAbsent(value, value);
        return first == null ? value : first;
    }

    /** The time that the text says, in the form of RFC 3339. */
    synchronized Instant time(String text) {
        if (times.size() >= MOST) {
            times.clear();
        }
        return times.computeIfAbsent(text, each -> OffsetDateTime.parse(each).toInstant());
    }
}
