package io.pvcsnapshotter.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a key that gets a value twice in one file, however it is written: quoted, with dots, or in
 * two blocks of one name. HOCON takes the last one, so that of two lists {@code policies} the first
 * would be gone without a word. Nothing is lost where blocks are joined, where a list is added to,
 * nor where a value begins with a variable, which may be the value before.
 */
final class DuplicateKeys {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\n|[{}\\[\\],]|(?<key>\\w[\\w.-]*|\"[^\"\\n]*\")[ \\t]*(?<sign>\\+?=|:|(?=\\{))\\s*(?=(?<value>\\S))");

    /** A key that means the same without its quotes. */
    private static final Pattern SIMPLE = Pattern.compile("^\"([\\w-]+)\"$");

    /** What is nested more deeply is no configuration of ours. */
    private static final int DEEPEST = 100;

    private final String file;
    private final Problems problems;

    /** In which line each key has its value, by its path. */
    private final Map<String, Integer> lines = new HashMap<>();

    private final Deque<Block> open = new ArrayDeque<>();
    private int lists;

    /** Where we are: the path before each key, and the path of what begins next. */
    private static final class Block {
        private final String path;
        private final boolean list;
        private String next;

        Block(String path, boolean list) {
            this.path = path;
            this.list = list;
            this.next = path;
        }
    }

    private DuplicateKeys(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * @param plain the text without comments and values that are strings, and with a dollar sign
     *     for each variable
     */
    static void report(String file, String plain, Problems problems) {
        new DuplicateKeys(file, problems).read(plain);
    }

    private void read(String plain) {
        open.push(new Block("", false));
        int line = 1;
        Matcher token = TOKEN.matcher(plain);
        while (open.size() < DEEPEST && token.find()) {
            switch (token.group().charAt(0)) {
                case '\n', ',' -> {}
                case '{' -> open.push(new Block(path(), false));
                case '[' -> open.push(new Block(path() + lists++ + ".", true));
                case '}', ']' -> {
                    if (open.size() > 1) {
                        open.pop();
                    }
                }
                default -> key(token, line);
            }
            line += (int) token.group().chars().filter(each -> each == '\n').count();
        }
    }

    /** Each block of a list stands for itself. */
    private String path() {
        Block around = open.element();
        return around.list ? around.path + lists++ + "." : around.next;
    }

    private void key(Matcher token, int line) {
        String key = SIMPLE.matcher(token.group("key")).replaceFirst("$1");
        Block around = open.element();
        around.next = around.path + key + ".";
        boolean adds = token.group("sign").startsWith("+");
        if (token.group("value").equals("{") && !adds) {
            return;
        }
        Integer before = lines.put(around.next, line);
        if (before != null && !adds && !token.group("value").equals("$")) {
            problems.add(
                    new Location(file, line),
                    key,
                    "stands here and in line %d, and only one of them would count; make them one"
                            .formatted(before));
        }
        if (token.group("value").equals("$")) {
            around.next += lists++ + "."; // A block behind a variable changes what that has.
        }
    }
}
