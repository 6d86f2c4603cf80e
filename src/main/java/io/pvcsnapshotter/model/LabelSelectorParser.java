package io.pvcsnapshotter.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a label selector by the grammar of apimachinery's {@code labels.Parse}, which the API
 * server uses. Words are whatever stands between spaces and the characters {@code = ! ( ) , > <};
 * {@code in} and {@code notin} are operators only where an operator can stand, so both are keys and
 * values too.
 */
final class LabelSelectorParser {
    private static final String SPECIAL = "=!(),><";
    private static final String END = "";

    private final List<String> tokens;
    private int next;

    LabelSelectorParser(String text) {
        this.tokens = tokens(text);
    }

    List<LabelSelector.Requirement> parse() {
        List<LabelSelector.Requirement> requirements = new ArrayList<>();
        if (peek().equals(END)) {
            return requirements;
        }
        requirements.add(requirement());
        while (!peek().equals(END)) {
            expect(",");
            requirements.add(requirement());
        }
        return requirements;
    }

    private LabelSelector.Requirement requirement() {
        if (peek().equals("!")) {
            take();
            return new LabelSelector.Absent(key());
        }
        String key = key();
        if (peek().equals(END) || peek().equals(",")) {
            return new LabelSelector.Exists(key);
        }
        String operator = take();
        return switch (operator) {
            case "=", "==" -> new LabelSelector.In(key, Set.of(value()));
            case "!=" -> new LabelSelector.NotIn(key, Set.of(value()));
            case "in" -> new LabelSelector.In(key, values());
            case "notin" -> new LabelSelector.NotIn(key, values());
            case ">" -> new LabelSelector.Compared(key, 1, number());
            case "<" -> new LabelSelector.Compared(key, -1, number());
            default ->
                    throw new IllegalArgumentException(
                            "found \"%s\" after the key \"%s\", expected one of = == != in notin > < or a comma"
                                    .formatted(operator, key));
        };
    }

    private String key() {
        String key = word("a label key");
        if (!ApiNames.isLabelKey(key)) {
            throw new IllegalArgumentException("\"" + key + "\" is not a label key");
        }
        return key;
    }

    private Set<String> values() {
        expect("(");
        Set<String> values = new TreeSet<>();
        do {
            values.add(valueBefore(")"));
        } while (listContinues());
        return values;
    }

    private boolean listContinues() {
        String separator = take();
        if (!separator.equals(",") && !separator.equals(")")) {
            throw new IllegalArgumentException(
                    "found %s, expected a comma or )".formatted(named(separator)));
        }
        return separator.equals(",");
    }

    private String value() {
        return valueBefore(END);
    }

    /** An absent value is the empty one, as in {@code key=}. */
    private String valueBefore(String end) {
        if (peek().equals(end) || peek().equals(",")) {
            return "";
        }
        String value = word("a label value");
        if (!ApiNames.isLabelValue(value)) {
            throw new IllegalArgumentException("\"" + value + "\" is not a label value");
        }
        return value;
    }

    private long number() {
        String value = value();
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "\"" + value + "\" is not a whole number, which > and < compare with");
        }
    }

    private String word(String expected) {
        String word = take();
        if (word.equals(END) || SPECIAL.indexOf(word.charAt(0)) >= 0) {
            throw new IllegalArgumentException(
                    "found %s, expected %s".formatted(named(word), expected));
        }
        return word;
    }

    private void expect(String token) {
        String found = take();
        if (!found.equals(token)) {
            throw new IllegalArgumentException(
                    "found %s, expected %s"
                            .formatted(named(found), token.equals(",") ? "a comma" : token));
        }
    }

    private static String named(String token) {
        return token.equals(END) ? "the end" : "\"" + token + "\"";
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : END;
    }

    private String take() {
        String token = peek();
        next++;
        return token;
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char each = text.charAt(at);
            int end = at + 1;
            if (Character.isWhitespace(each)) {
                at = end;
                continue;
            }
            if (SPECIAL.indexOf(each) >= 0) {
                boolean two =
                        end < text.length()
                                && text.charAt(end) == '='
                                && (each == '=' || each == '!');
                end += two ? 1 : 0;
            } else {
                while (end < text.length()
                        && !Character.isWhitespace(text.charAt(end))
                        && SPECIAL.indexOf(text.charAt(end)) < 0) {
                    end++;
                }
            }
            tokens.add(text.substring(at, end));
            at = end;
        }
        return tokens;
    }
}
