package io.pvcsnapshotter.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Splits a line into words as a shell does: at white space, except within single quotes, double
 * quotes and after a backslash. Nothing is expanded: {@code $}, {@code *} and {@code ~} stand for
 * themselves.
 *
 * <p>The rules are those of POSIX, Shell Command Language, 2.2 Quoting.
 */
final class ShellWords {
    private static final String SPECIAL_IN_DOUBLE_QUOTES = "$`\"\\\n";

    /** Nothing in it means anything to a shell. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean within;
    private int at;

    private ShellWords(String line) {
        this.line = line;
    }

    /**
     * @throws UsageException if a quote is not closed, or nothing follows a backslash
     */
    static List<String> of(String line) {
        return new ShellWords(line).split();
    }

    /** A line that is split into these words again. */
    static String line(List<String> words) {
        return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
    }

    /** The word as a shell reads it again. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private List<String> split() {
        while (at < line.length()) {
            char next = line.charAt(at++);
            switch (next) {
                case ' ', '\t', '\n', '\r' -> end();
                case '\'' -> {
                    within = true;
                    singleQuoted();
                }
                case '"' -> {
                    within = true;
                    doubleQuoted();
                }
                case '\\' -> escaped();
                default -> {
                    within = true;
                    word.append(next);
                }
            }
        }
        end();
        return words;
    }

    private void end() {
        if (within) {
            words.add(word.toString());
            word.setLength(0);
            within = false;
        }
    }

    private void singleQuoted() {
        int end = line.indexOf('\'', at);
        if (end < 0) {
            throw broken("has a ' that is not closed");
        }
        word.append(line, at, end);
        at = end + 1;
    }

    private void doubleQuoted() {
        while (at < line.length()) {
            char next = line.charAt(at++);
            if (next == '"') {
                return;
            }
            if (next == '\\'
                    && at < line.length()
                    && SPECIAL_IN_DOUBLE_QUOTES.indexOf(line.charAt(at)) >= 0) {
                escaped();
            } else {
                word.append(next);
            }
        }
        throw broken("has a \" that is not closed");
    }

    /** A backslash before the end of a line continues it. */
    private void escaped() {
        if (at == line.length()) {
            throw broken("ends in a backslash");
        }
        char next = line.charAt(at++);
        if (next != '\n') {
            within = true;
            word.append(next);
        }
    }

    private UsageException broken(String why) {
        return new UsageException("%s %s: %s".formatted(Environment.ARGUMENTS, why, line));
    }
}
