package io.pvcsnapshotter.report;

import java.util.regex.Pattern;

/**
 * Text from the cluster as a person may see it: one line, and nothing that moves the cursor of a
 * terminal.
 */
final class Printable {
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    private Printable() {}

    static String of(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ");
    }
}
