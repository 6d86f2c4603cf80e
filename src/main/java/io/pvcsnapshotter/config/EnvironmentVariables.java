package io.pvcsnapshotter.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives {@code ${NAME}} the value of an environment variable where no setting has that name. The
 * library could do so itself, but then a problem with the value could not say which variable it
 * came from, nor where it is used.
 */
record EnvironmentVariables(UnaryOperator<String> environment, Map<String, String> texts)
        implements ConfigResolver {
    private static final String ORIGIN = "environment variable ";
    private static final Pattern NAME = Pattern.compile(ORIGIN + "([^, ]+)");

    @Override
    public ConfigValue lookup(String name) {
        String value = environment.apply(name);
        return value == null ? null : ConfigValueFactory.fromAnyRef(value, origin(name));
    }

    /** There is no resolver behind this one. */
    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
        return this;
    }

    /** The variable that a value came from. */
    static Optional<String> nameIn(ConfigOrigin origin) {
        Matcher matcher = NAME.matcher(origin.description());
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** In the form that {@link Location} reads, with the variable before it. */
    private String origin(String name) {
        Pattern use = Pattern.compile("\\$\\{\\??\\s*" + Pattern.quote(name) + "\\s*}");
        return texts.entrySet().stream()
                .flatMap(each -> Location.find(use, each.getKey(), each.getValue()).stream())
                .findFirst()
                .map(place -> ORIGIN + name + "," + place.file() + ": " + place.line())
                .orElse(ORIGIN + name);
    }
}
