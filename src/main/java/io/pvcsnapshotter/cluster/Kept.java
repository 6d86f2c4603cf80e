package io.pvcsnapshotter.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is kept of listed objects: of labels and annotations those that decisions need, and of each
 * text as much as makes sense. Anybody may write any number of others.
 *
 * @param labels their keys
 * @param annotations the most characters of each, by its key; no value that means something is
 *     longer
 * @param longestText the most characters of any other text
 */
record Kept(Set<String> labels, Map<String, Integer> annotations, int longestText) {
    /** A message of the storage may be that long; every other text that a run reads is shorter. */
    static final Kept NOTHING = new Kept(Set.of(), Map.of(), 1024);

    /** As {@link #NOTHING}, with termination messages as long as they can be. */
    static final Kept MESSAGES = new Kept(Set.of(), Map.of(), 4096);

    /** Names of objects have up to 253 characters, and all that we write is shorter. */
    private static final int LONGEST = 256;

    Kept {
        labels = Set.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    static Kept annotations(Set<String> keys) {
        return NOTHING.withLonger(keys, LONGEST);
    }

    Kept withLabels(Set<String> keys) {
        return new Kept(keys, annotations, longestText);
    }

    Kept withLonger(Set<String> keys, int longest) {
        Map<String, Integer> all = new HashMap<>(annotations);
        keys.forEach(each -> all.put(each, longest));
        return new Kept(labels, all, longestText);
    }

    /** The most characters that are kept of that label; 0 for none. */
    int ofLabel(String key) {
        return labels.contains(key) ? LONGEST : 0;
    }

    /** The most characters that are kept of that annotation; 0 for none. */
    int ofAnnotation(String key) {
        return annotations.getOrDefault(key, 0);
    }
}
