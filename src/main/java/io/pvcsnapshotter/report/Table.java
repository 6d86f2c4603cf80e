package io.pvcsnapshotter.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Text in columns. Where it is wider than the terminal, columns without any text are left out, and
 * headings wrap. Then names are shortened, the last column of names first, and then texts wrap
 * inside their columns.
 */
final class Table {
    /** What may become of a column that needs more room than there is. */
    enum Fit {
        /** Stays as wide as its widest cell. */
        WHOLE,
        /** Its cells begin alike and differ at the end: what is between may be left out. */
        NAME,
        /** Its cells are sentences. */
        TEXT
    }

    private static final String GAP = "  ";
    private static final String LEFT_OUT = "..";
    private static final int NARROWEST_NAME = 14;
    private static final int NARROWEST_TEXT = 8;

    private final List<Fit> fits = new ArrayList<>();
    private final List<String> headings = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    Table column(String heading, Fit fit) {
        headings.add(Printable.of(heading));
        fits.add(fit);
        return this;
    }

    /**
     * @param cells one for each column
     */
    void row(List<String> cells) {
        rows.add(cells.stream().map(Printable::of).toList());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /**
     * @param width of the terminal; {@link Width#UNLIMITED} where there is none
     */
    String render(Width width) {
        int[] natural = IntStream.range(0, fits.size()).map(this::natural).toArray();
        return excess(natural, width.columns()) > 0
                ? withoutEmptyColumns().renderWithin(width.columns())
                : renderWithin(width.columns());
    }

    private Table withoutEmptyColumns() {
        int[] filled = IntStream.range(0, fits.size()).filter(i -> widest(i) > 0).toArray();
        Table table = new Table();
        Arrays.stream(filled).forEach(i -> table.column(headings.get(i), fits.get(i)));
        rows.forEach(each -> table.row(Arrays.stream(filled).mapToObj(each::get).toList()));
        return table;
    }

    private String renderWithin(int available) {
        int[] widths = widths(available);
        StringBuilder text = new StringBuilder();
        append(text, headings, widths, true);
        for (List<String> each : rows) {
            append(text, each, widths, false);
        }
        return text.toString();
    }

    private int[] widths(int available) {
        int[] widths = IntStream.range(0, fits.size()).map(this::natural).toArray();
        for (int i = 0; i < widths.length && excess(widths, available) > 0; i++) {
            if (fits.get(i) != Fit.NAME) {
                shrink(widths, i, Math.max(widest(i), longestWord(headings.get(i))), available);
            }
        }
        for (int i = widths.length - 1; i >= 0 && excess(widths, available) > 0; i--) {
            if (fits.get(i) == Fit.NAME) {
                shrink(widths, i, NARROWEST_NAME, available);
            }
        }
        while (excess(widths, available) > 0) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                boolean may = fits.get(i) == Fit.TEXT && widths[i] > NARROWEST_TEXT;
                widest = may && (widest < 0 || widths[i] > widths[widest]) ? i : widest;
            }
            if (widest < 0) {
                break; // The terminal breaks the lines then.
            }
            widths[widest]--;
        }
        return widths;
    }

    private static void shrink(int[] widths, int column, int least, int available) {
        int wanted = widths[column] - excess(widths, available);
        widths[column] = Math.min(widths[column], Math.max(wanted, least));
    }

    private static int excess(int[] widths, int available) {
        return Arrays.stream(widths).sum() + (widths.length - 1) * GAP.length() - available;
    }

    private int natural(int column) {
        return Math.max(widest(column), headings.get(column).length());
    }

    private int widest(int column) {
        return rows.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
    }

    private static int longestWord(String text) {
        return Arrays.stream(text.split(" ")).mapToInt(String::length).max().orElse(0);
    }

    private void append(StringBuilder text, List<String> cells, int[] widths, boolean heading) {
        List<List<String>> columns = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            columns.add(lines(cells.get(i), widths[i], heading ? Fit.TEXT : fits.get(i)));
        }
        int height = columns.stream().mapToInt(List::size).max().orElse(0);
        for (int line = 0; line < height; line++) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                List<String> column = columns.get(i);
                String part = line < column.size() ? column.get(line) : "";
                row.append(part).repeat(' ', widths[i] - part.length()).append(GAP);
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
    }

    private static List<String> lines(String cell, int width, Fit fit) {
        if (cell.length() <= width) {
            return List.of(cell);
        }
        return switch (fit) {
            case WHOLE -> List.of(cell);
            case NAME -> List.of(shortened(cell, width));
            case TEXT -> wrapped(cell, width);
        };
    }

    private static String shortened(String name, int width) {
        int kept = width - LEFT_OUT.length();
        int start = kept / 4;
        return name.substring(0, start) + LEFT_OUT + name.substring(name.length() - kept + start);
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            String rest = word;
            if (!line.isEmpty() && line.length() + 1 + rest.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (rest.length() > width) {
                lines.add(rest.substring(0, width));
                rest = rest.substring(width);
            }
            line.append(line.isEmpty() ? "" : " ").append(rest);
        }
        lines.add(line.toString());
        return lines;
    }
}
