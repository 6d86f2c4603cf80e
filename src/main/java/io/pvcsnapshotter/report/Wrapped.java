package io.pvcsnapshotter.report;

/** Text in lines that are not longer than a terminal is wide. */
final class Wrapped {
    private Wrapped() {}

    /**
     * Breaks at blanks; a word that is longer than a line stands in one of its own.
     *
     * @param indent before each line
     * @return lines, each with its end
     */
    static String of(String text, Width width, String indent) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.strip().split(" +")) {
            boolean first = line.length() == indent.length();
            if (!first && line.length() + 1 + word.length() > width.columns()) {
                lines.append(line).append('\n');
                line = new StringBuilder(indent);
                first = true;
            }
            line.append(first ? "" : " ").append(word);
        }
        return lines.append(line).append('\n').toString();
    }
}
