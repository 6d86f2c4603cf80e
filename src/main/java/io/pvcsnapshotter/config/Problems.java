package io.pvcsnapshotter.config;

import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Collects what is wrong while reading goes on. The same problem found twice is one, as when two
 * policies use the same wrong default.
 */
final class Problems {
    private static final Comparator<Problem> ORDER =
            Comparator.comparing(Problem::file)
                    .thenComparing(Problem::line)
                    .thenComparing(Problem::path)
                    .thenComparing(Problem::message);

    private final SortedSet<Problem> found = new TreeSet<>(ORDER);

    void add(Location location, String path, String message) {
        add(new Problem(location.file(), location.line(), path, message));
    }

    void add(Problem problem) {
        found.add(problem);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Whether something under a path is wrong. */
    boolean anyIn(String path) {
        return found.stream().anyMatch(each -> each.path().startsWith(path + "."));
    }

    /** By file and line. */
    List<Problem> sorted() {
        return List.copyOf(found);
    }
}
