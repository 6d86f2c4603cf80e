package io.pvcsnapshotter.report;

import java.io.PrintWriter;

/**
 * A line of a terminal that is written again and again. It is never wider than the terminal, which
 * would break it into two, and only the last one of these can be written over. One thread at a time
 * uses it.
 */
final class MovingLine {
    private static final String CLEAR = "\r\033[K";
    private static final String MORE = "..";

    private final PrintWriter out;
    private final Width width;
    private boolean shown;
    private boolean closed;

    /**
     * @param out a terminal
     * @param width of it
     */
    MovingLine(PrintWriter out, Width width) {
        this.out = out;
        this.width = width;
    }

    /** What stands there now. */
    void show(String line) {
        if (!closed) {
            out.print(CLEAR + fitted(Printable.of(line)));
            out.flush();
            shown = true;
        }
    }

    /** A line that stays, above the one that moves. */
    void above(String line) {
        clear();
        out.println(Printable.of(line));
        out.flush();
    }

    private String fitted(String line) {
        int most = width.columns() - 1; // The cursor needs a place too.
        return line.length() <= most ? line : line.substring(0, most - MORE.length()) + MORE;
    }

    private void clear() {
        if (shown) {
            out.print(CLEAR);
            shown = false;
        }
    }

    /** Nothing is shown any more. */
    void close() {
        clear();
        out.flush();
        closed = true;
    }
}
