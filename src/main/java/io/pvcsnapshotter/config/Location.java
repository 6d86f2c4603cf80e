package io.pvcsnapshotter.config;

import com.typesafe.config.ConfigOrigin;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A place in a file.
 *
 * @param line from 1; 0 stands for the file as a whole
 */
record Location(String file, int line) {
    /** The origin of what was not set by the user. */
    static final String DEFAULTS = "built-in defaults";

    /**
     * The library describes an origin as {@code file: line}, {@code file: line-line} or {@code
     * merge of origin,origin}.
     */
    private static final Pattern ORIGIN =
            Pattern.compile("(?:^|,)(?:merge of )?([^,]+?): (\\d+)(?:-\\d+)?(?=,|$)");

    /** The first line of a file that matches. */
    static Optional<Location> find(Pattern pattern, String file, String text) {
        List<String> lines = text.lines().toList();
        return IntStream.range(0, lines.size())
                .filter(index -> pattern.matcher(lines.get(index)).find())
                .mapToObj(index -> new Location(file, index + 1))
                .findFirst();
    }

    /**
     * Where the user wrote it; empty if it comes from elsewhere, as from an environment variable.
     */
    static Optional<Location> of(ConfigOrigin origin) {
        Matcher matcher = ORIGIN.matcher(origin.description());
        while (matcher.find()) {
            if (!matcher.group(1).equals(DEFAULTS)) {
                return Optional.of(
                        new Location(matcher.group(1), Integer.parseInt(matcher.group(2))));
            }
        }
        return Optional.empty();
    }
}
