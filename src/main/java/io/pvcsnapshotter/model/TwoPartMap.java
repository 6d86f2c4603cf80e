package io.pvcsnapshotter.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An immutable map of texts in two parts with different keys. Many maps may have a part in common,
 * which is in memory once: the marks of a snapshot are those of its run and those of its claim.
 */
public final class TwoPartMap extends AbstractMap<String, String> {
    private final Map<String, String> one;
    private final Map<String, String> other;

    TwoPartMap(Map<String, String> one, Map<String, String> other) {
        this.one = one;
        this.other = other;
    }

    /**
     * A map with these entries.
     *
     * @param keys of the second part, as far as they are there
     * @param shared gives for a part an equal one that is in memory already, if there is any
     */
    public static Map<String, String> of(
            Map<String, String> entries,
            Set<String> keys,
            UnaryOperator<Map<String, String>> shared) {
        Map<String, String> rest = new HashMap<>(entries);
        Map<String, String> part = new HashMap<>();
        for (String key : keys) {
            String value = rest.remove(key);
            if (value != null) {
                part.put(key, value);
            }
        }
        Map<String, String> one = shared.apply(Map.copyOf(rest));
        return part.isEmpty() ? one : new TwoPartMap(one, shared.apply(Map.copyOf(part)));
    }

    /** An immutable map of these entries, which shares what they share. */
    static Map<String, String> copyOf(Map<String, String> entries) {
        return entries instanceof TwoPartMap ? entries : Map.copyOf(entries);
    }

    /** An immutable map of these entries as one of two parts. */
    static TwoPartMap from(Map<String, String> entries) {
        return entries instanceof TwoPartMap parts
                ? parts
                : new TwoPartMap(Map.copyOf(entries), Map.of());
    }

    Map<String, String> one() {
        return one;
    }

    Map<String, String> other() {
        return other;
    }

    @Override
    public String get(Object key) {
        String value = one.get(Objects.requireNonNull(key));
        return value == null ? other.get(key) : value;
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, String>> iterator() {
                return Stream.of(one, other).flatMap(each -> each.entrySet().stream()).iterator();
            }

            @Override
            public int size() {
                return one.size() + other.size();
            }
        };
    }
}
