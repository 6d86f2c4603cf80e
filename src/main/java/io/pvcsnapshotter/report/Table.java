package io.pvcsnapshotter.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Text in columns. Where it is wider than the terminal, columns without any text are left out, and
 * headings wrap. Then names are shortened, the last column of names first, and then texts wrap
 * inside their columns; both as far as they are still easy to read, and then further.
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
    private static final int EASY_NAME = 20;
    private static final int EASY_TEXT = 24;

    /** A reason may name an annotation of ours to type; it is better not broken. */
    private static final int LONG_WORD = 28;

    private static final int NARROWEST_NAME = 14;
    private static final int NARROWEST_TEXT = 8;

    private final List<Fit> fits = new ArrayList<>();
    private final List<String> headings = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /**
     * @param notes sentences below it, over the whole width
     */
    private record Row(List<String> cells, List<String> notes) {}

    Table column(String heading, Fit fit) {
        headings.add(Printable.of(heading));
        fits.add(fit);
        return this;
    }

    /**
     * @param cells one for each column
     */
    void row(List<String> cells) {
        row(cells, List.of());
    }

    /**
     * @param cells one for each column
     * @param notes sentences below the row, over the whole width
     */
    void row(List<String> cells, List<String> notes) {
        rows.add(
                new Row(
                        cells.stream().map(Printable::of).toList(),
                        notes.stream().map(Printable::of).toList()));
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
                ? withoutEmptyColumns().renderWithin(width)
                : renderWithin(width);
    }

    private Table withoutEmptyColumns() {
        int[] filled = IntStream.range(0, fits.size()).filter(i -> widest(i) > 0).toArray();
        Table table = new Table();
        Arrays.stream(filled).forEach(i -> table.column(headings.get(i), fits.get(i)));
        rows.forEach(each ->
                table.row(
                        Arrays.stream(filled).mapToObj(each.cells()::get).toList(), each.notes()));
        return table;
    }

    private String renderWithin(Width width) {
        int[] widths = widths(width.columns());
        StringBuilder text = new StringBuilder();
        append(text, headings, widths, true);
        for (Row row : rows) {
            append(text, row.cells(), widths, false);
            row.notes().forEach(each -> text.append(Wrapped.of(each, width, GAP)));
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
        shortenNames(widths, EASY_NAME, available);
        wrapTexts(widths, Math.clamp(longestWord(), EASY_TEXT, LONG_WORD), available);
        shortenNames(widths, NARROWEST_NAME, available);
        wrapTexts(widths, NARROWEST_TEXT, available);
        return widths;
    }

    private void shortenNames(int[] widths, int least, int available) {
        for (int i = widths.length - 1; i >= 0 && excess(widths, available) > 0; i--) {
            if (fits.get(i) == Fit.NAME) {
                shrink(widths, i, least, available);
            }
        }
    }

    /** Where not even that is enough, the terminal breaks the lines. */
    private void wrapTexts(int[] widths, int least, int available) {
        int widest = widestText(widths);
        while (excess(widths, available) > 0 && widest >= 0 && widths[widest] > least) {
            widths[widest]--;
            widest = widestText(widths);
        }
    }

    /** -1 if there is no text. */
    private int widestText(int[] widths) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            boolean wider = widest < 0 || widths[i] > widths[widest];
            widest = fits.get(i) == Fit.TEXT && wider ? i : widest;
        }
        return widest;
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
        return rows.stream().mapToInt(each -> each.cells().get(column).length()).max().orElse(0);
    }

    private int longestWord() {
        return IntStream.range(0, fits.size())
                .filter(each -> fits.get(each) == Fit.TEXT)
                .flatMap(each -> rows.stream().mapToInt(row -> longestWord(row.cells().get(each))))
                .max()
                .orElse(0);
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
