package io.pvcsnapshotter.config;

import com.typesafe.config.ConfigException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what is wrong with the text in fewer words than the library, and in plainer ones where it
 * speaks of its tokens.
 */
final class SyntaxMessages {
    private static final Pattern ORIGIN = Pattern.compile("^[^:]+: \\d+(-\\d+)?: ");
    private static final Pattern ADVICE =
            Pattern.compile(
                    " \\(if you (intended|want) .*$| \\(Reserved character .*$", Pattern.DOTALL);
    private static final Pattern RESERVED = Pattern.compile("Reserved character '(.)'");
    private static final Pattern UNRESOLVED =
            Pattern.compile("Could not resolve substitution to a value: \\$\\{(.*?)}(.*)");

    /** Matches the whole message; the first that matches is taken. */
    private record Wording(Pattern library, String ours) {
        static Wording of(String library, String ours) {
            return new Wording(Pattern.compile(library, Pattern.DOTALL), ours);
        }
    }

    private static final List<Wording> WORDINGS =
            List.of(
                    Wording.of(
                            ".*(string quote was still|quoted string was still|newline in"
                                    + " quoted).*",
                            "a text begins with \" and does not end with one"),
                    Wording.of(".*was not closed with a }.*", "\\${ has no } after it"),
                    Wording.of(
                            ".*Cannot concatenate.*",
                            "a block or list cannot be joined with what stands beside it; a comma"
                                    + " or a new line is missing"),
                    Wording.of(
                            ".*end of file.*",
                            "the file ends where more is expected: a } or ] is missing, or a"
                                    + " value"),
                    Wording.of(
                            ".*(a comma|equals), got ':'.*",
                            "found ':' after a value; a comma or a new line is missing, or this is"
                                    + " YAML: in HOCON a list is [ ... ] and a block is { ... }"),
                    Wording.of(
                            ".*expecting a close parentheses '\\)' here, not: ('.*').*",
                            "found $1, expected a key or the } of the block"),
                    Wording.of(
                            ".*Expecting .* or a comma, got ('.*?')( \\(.*)?$",
                            "found $1 after a value; a comma or a new line is missing, or the text"
                                    + " needs double quotes"),
                    Wording.of(
                            ".*Key ('.*') may not be followed by token: ('.*?')( \\(.*)?$",
                            "found $2 after the key $1, expected = and a value, or a block"),
                    Wording.of(
                            ".*instead had token: ('.*?')( \\(.*)?$",
                            "found $1, expected the next element of the list or its ]"),
                    Wording.of(
                            ".*has type LIST rather than object at file root.*",
                            "the file is a list; write policies = [ ... ]"),
                    Wording.of(
                            ".*unbalanced close brace.*", "found '}', but no block is open here"),
                    Wording.of(
                            ".*got wrong token: ('.*?')( \\(.*)?$", "found $1, expected a value"));

    private SyntaxMessages() {}

    static String of(ConfigException wrong) {
        String message = ORIGIN.matcher(wrong.getMessage()).replaceFirst("");
        Matcher reserved = RESERVED.matcher(message);
        if (reserved.find()) {
            return "the character %s must stand in double quotes".formatted(reserved.group(1))
                    + ", and so must the text around it";
        }
        Matcher unresolved = UNRESOLVED.matcher(message);
        if (unresolved.find()) {
            return unresolved(unresolved.group(1), unresolved.group(2));
        }
        for (Wording each : WORDINGS) {
            Matcher matcher = each.library().matcher(message);
            if (matcher.find()) {
                return matcher.replaceFirst(each.ours());
            }
        }
        return ADVICE.matcher(message).replaceFirst("");
    }

    private static String unresolved(String name, String more) {
        if (more.contains("cycle")) {
            return "${" + name + "} refers to itself" + more.replaceFirst(".*involving", ":");
        }
        return "${%s} is neither a setting nor an environment variable; ${?%s} would leave it out"
                .formatted(name, name);
    }
}
