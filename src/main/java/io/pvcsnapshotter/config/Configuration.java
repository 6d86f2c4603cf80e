package io.pvcsnapshotter.config;

import java.util.List;

/**
 * A configuration that was read without a problem.
 *
 * @param warnings what is allowed but cannot be meant, in the order of the file
 */
public record Configuration(Settings settings, List<Problem> warnings) {
    public Configuration {
        warnings = List.copyOf(warnings);
    }
}
