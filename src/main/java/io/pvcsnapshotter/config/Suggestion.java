package io.pvcsnapshotter.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The word that was probably meant. */
public final class Suggestion {
    private static final double MOST_DIFFERENT = 0.4;

    private Suggestion() {}

    /**
     * The candidate with the fewest edits, if there are few for its length; upper and lower case
     * are the same.
     */
    public static Optional<String> closest(String word, Collection<String> candidates) {
        return candidates.stream()
                .filter(each -> distance(word, each) <= allowed(word, each))
                .min(Comparator.comparingInt(each -> distance(word, each)));
    }

    private static int allowed(String word, String candidate) {
        return Math.max(1, (int) (MOST_DIFFERENT * Math.max(word.length(), candidate.length())));
    }

    /** How many letters must be inserted, removed, replaced or exchanged with their neighbour. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : edits(edits, a, b, i, j);
            }
        }
        return edits[a.length()][b.length()];
    }

    private static int edits(int[][] edits, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int replaced = edits[i - 1][j - 1] + (same ? 0 : 1);
        int insertedOrRemoved = Math.min(edits[i - 1][j], edits[i][j - 1]) + 1;
        int fewest = Math.min(replaced, insertedOrRemoved);
        boolean exchanged =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return exchanged ? Math.min(fewest, edits[i - 2][j - 2] + 1) : fewest;
    }
}
