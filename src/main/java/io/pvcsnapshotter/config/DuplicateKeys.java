package io.pvcsnapshotter.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a key that stands twice in one block of one file. HOCON takes the last one, so that of two
 * lists {@code policies} the first would be gone without a word. Nothing is lost where two blocks
 * have one name, which are joined, nor where a value begins with a variable, which may be the value
 * before.
 */
final class DuplicateKeys {
    private static final Pattern TOKEN =
            Pattern.compile("\\n|[{}\\[\\]]|([A-Za-z_][\\w.-]*)[ \\t]*[=:][ \\t]*(?=([^\\s]))");

    private DuplicateKeys() {}

    /**
     * @param plain the text without strings and comments, and with a dollar sign for each variable
     */
    static void report(String file, String plain, Problems problems) {
        Deque<Map<String, Integer>> blocks = new ArrayDeque<>();
        blocks.push(new HashMap<>());
        int line = 1;
        Matcher token = TOKEN.matcher(plain);
        while (token.find()) {
            switch (token.group()) {
                case "\n" -> line++;
                case "{", "[" -> blocks.push(new HashMap<>());
                case "}", "]" -> {
                    if (blocks.size() > 1) {
                        blocks.pop();
                    }
                }
                default -> {
                    String key = token.group(1);
                    Integer before = blocks.element().put(key, line);
                    if (before != null && "{$".indexOf(token.group(2).charAt(0)) < 0) {
                        problems.add(
                                new Location(file, line),
                                key,
                                "stands here and in line %d, and only one of them would count; make them one"
                                        .formatted(before));
                    }
                }
            }
        }
    }
}
