package io.pvcsnapshotter.config;

import com.typesafe.config.ConfigException;

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
        if (message.contains("quote was still open")
                || message.contains("quoted string was still")) {
            return "the text has a \" at its beginning but none at its end";
        }
        if (message.contains("was not closed with a }")) {
            return "${ has no } after it";
        }
        if (message.contains("Cannot concatenate")) {
            return "a block or list cannot be joined with what stands beside it; a comma or a new"
                    + " line is missing";
        }
        if (message.contains("end of file")) {
            return "the file ends where more is expected: a } or ] is missing, or a value";
        }
        if (message.contains("expecting a close parentheses")) {
            return message.replaceFirst(
                    ".*here, not: ", "expected a key or the } that ends the block, found ");
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
