package io.pvcsnapshotter.report;

/**
 * How many characters fit into a line of what is written to.
 *
 * @param columns never fewer than that of the oldest terminals
 */
public record Width(int columns) {
    /** A file or a pipe: nothing is cut there. */
    public static final Width UNLIMITED = new Width(Integer.MAX_VALUE);

    private static final int NARROWEST = 40;

    public Width {
        columns = Math.max(columns, NARROWEST);
    }
}
