package io.pvcsnapshotter.report;

import java.util.List;

/** Text in columns. */
final class Table {
    private static final String GAP = "  ";

    private Table() {}

    /**
     * @param rows of the same length, the headings first
     */
    static String of(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], Printable.of(row.get(i)).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = Printable.of(row.get(i));
                line.append(cell).repeat(' ', widths[i] - cell.length()).append(GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
