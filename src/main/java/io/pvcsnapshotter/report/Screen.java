package io.pvcsnapshotter.report;

/**
 * What a command prints for a person: tables, and lines between them, one after the other. Nothing
 * that was written into the cluster moves the cursor.
 */
final class Screen {
    private final Width width;
    private final StringBuilder text = new StringBuilder();

    Screen(Width width) {
        this.width = width;
    }

    Screen table(Table table) {
        text.append(table.render(width));
        return this;
    }

    /** Broken between words where it is wider than the terminal. */
    void sentence(String sentence) {
        text.append(Wrapped.of(Printable.of(sentence), width, ""));
    }

    void sentences(Iterable<String> sentences) {
        sentences.forEach(this::sentence);
    }

    /** Never broken, because there may be a command in it to copy. */
    void line(String line) {
        text.append(Printable.of(line)).append('\n');
    }

    void lines(Iterable<String> lines) {
        lines.forEach(this::line);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
