package io.pvcsnapshotter.report;

/**
 * Text from the cluster as a person may see it: one line, and nothing that moves the cursor of a
 * terminal.
 */
final class Printable {
    private Printable() {}

    static String of(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ");
    }
}
