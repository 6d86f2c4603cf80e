package io.pvcsnapshotter.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One value where it stands. Each way to read it gives the value, or reports a problem and gives a
 * stand-in, which nobody gets to see because a configuration with problems is never used.
 */
record Setting(ConfigValue value, String path, Location location, Problems problems) {
    private static final int MOST = 1_000_000;

    /** As HOCON has them; an environment variable gives them as text. */
    private static final Map<String, Boolean> BOOLEANS =
            Map.of(
                    "true", true, "yes", true, "on", true, "false", false, "no", false, "off",
                    false);

    /** The same under another path. */
    Setting at(String otherPath) {
        return new Setting(value, otherPath, location, problems);
    }

    /** A value inside this one. If it comes from elsewhere, its place is the place of this one. */
    Setting inner(String innerPath, ConfigValue innerValue) {
        Location place = Location.of(innerValue.origin()).orElse(location);
        return new Setting(innerValue, innerPath, place, problems);
    }

    boolean isNull() {
        return value.valueType() == ConfigValueType.NULL;
    }

    boolean isList() {
        return value instanceof ConfigList;
    }

    boolean isObject() {
        return value instanceof ConfigObject;
    }

    /** Text; a number or boolean is taken as it was written. */
    Optional<String> text(String expected) {
        return scalar().or(() -> unexpected(expected));
    }

    int wholeNumber(int least) {
        return scalar().flatMap(Setting::wholeNumber)
                .filter(number -> number >= least && number <= MOST)
                .or(() -> unexpected("a whole number from " + least + " to " + MOST))
                .orElse(least);
    }

    boolean bool() {
        return scalar().map(BOOLEANS::get).or(() -> unexpected("true or false")).orElse(false);
    }

    /** One of the constants, written in lower case. */
    <E extends Enum<E>> E oneOf(Class<E> type) {
        Map<String, E> allowed = new LinkedHashMap<>();
        for (E each : type.getEnumConstants()) {
            allowed.put(each.name().toLowerCase(Locale.ROOT), each);
        }
        return scalar().map(allowed::get)
                .or(() -> unexpected(String.join(" or ", allowed.keySet())))
                .orElse(type.getEnumConstants()[0]);
    }

    Duration duration(DurationSyntax syntax) {
        return text(syntax.expected())
                .flatMap(text -> checked(text, syntax::parse))
                .orElse(Duration.ZERO);
    }

    Duration positiveDuration(DurationSyntax syntax) {
        return text(syntax.expected())
                .flatMap(text -> checked(text, syntax::parsePositive))
                .orElse(Duration.ZERO);
    }

    /** The elements of a list that has at least one; each can be read by itself. */
    List<Setting> items(String expected, String ifEmpty) {
        if (!(value instanceof ConfigList list)) {
            unexpected(expected);
            return List.of();
        }
        if (list.isEmpty()) {
            problem("found an empty list: " + ifEmpty);
        }
        List<Setting> items = new ArrayList<>();
        for (ConfigValue each : list) {
            items.add(inner(path + "[" + (items.size() + 1) + "]", each));
        }
        return items;
    }

    /**
     * A map whose keys the user chooses. A dotted key that is not quoted arrives as objects inside
     * each other: their keys are joined again.
     */
    Map<String, Setting> entries() {
        Map<String, Setting> entries = new TreeMap<>();
        object("a block: " + key() + " { key = value }")
                .ifPresent(object -> collect("", object, entries));
        return entries;
    }

    private void collect(String prefix, ConfigObject object, Map<String, Setting> entries) {
        object.forEach((key, each) -> {
            Setting entry = inner(path + "." + prefix + key, each);
            if (each instanceof ConfigObject inner && !inner.isEmpty()) {
                collect(prefix + key + ".", inner, entries);
            } else if (entries.putIfAbsent(prefix + key, entry) != null) {
                entry.problem("stands here twice, quoted and not quoted");
            }
        });
    }

    Optional<ConfigObject> object(String expected) {
        if (value instanceof ConfigObject object) {
            return Optional.of(object);
        }
        return unexpected(expected);
    }

    /**
     * What {@code parse} makes of the text; the message of its IllegalArgumentException is the
     * problem.
     */
    <T> Optional<T> checked(String text, Function<String, T> parse) {
        return checked(text, parse, "found " + found() + ": ");
    }

    /**
     * @param lead what the problem begins with
     */
    <T> Optional<T> checked(String text, Function<String, T> parse, String lead) {
        try {
            return Optional.of(parse.apply(text));
        } catch (IllegalArgumentException wrong) {
            problem(lead + wrong.getMessage());
            return Optional.empty();
        }
    }

    /** Reports the value as one that cannot stand here. */
    <T> Optional<T> unexpected(String expected) {
        problem("found " + found() + ", expected " + expected);
        return Optional.empty();
    }

    void problem(String message) {
        problems.add(location, path, message);
    }

    /** Whether something inside it is wrong. */
    boolean hasProblems() {
        return problems.anyIn(path);
    }

    private Optional<String> scalar() {
        return isNull() || isList() || isObject()
                ? Optional.empty()
                : Optional.of(value.atKey("text").getString("text"));
    }

    private static Optional<Integer> wholeNumber(String text) {
        try {
            return Optional.of(Integer.valueOf(text));
        } catch (NumberFormatException notWhole) {
            return Optional.empty();
        }
    }

    private String found() {
        String found =
                switch (value.valueType()) {
                    case OBJECT -> "a block { }";
                    case LIST -> "a list [ ]";
                    case NULL -> "null";
                    case STRING -> ConfigUtil.quoteString(scalar().orElseThrow());
                    case NUMBER, BOOLEAN -> scalar().orElseThrow();
                };
        return EnvironmentVariables.nameIn(value.origin())
                .map(name -> found + " (from the environment variable " + name + ")")
                .orElse(found);
    }

    /** The last part of the path. */
    String key() {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
