package io.pvcsnapshotter.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Parses the text, with what it includes, and puts values for its {@code ${...}}. These may name
 * settings, also defaults, and environment variables; system properties are no part of it.
 */
final class HoconReader {
    private static final ConfigObject DEFAULTS = defaults();

    private final Source source;
    private final UnaryOperator<String> environment;
    private final Problems problems;

    HoconReader(Source source, UnaryOperator<String> environment, Problems problems) {
        this.source = source;
        this.environment = environment;
        this.problems = problems;
    }

    /** The file as a block to read from; empty if it could not be parsed, which is reported. */
    Optional<Section> read() {
        Location whole = new Location(source.main(), 0);
        Problems inText = new Problems();
        Optional<ConfigObject> document = text(whole).flatMap(text -> parse(text, inText));
        inText.sorted().forEach(problems::add);
        return document.filter(each -> inText.isEmpty())
                .map(each -> Section.root(each, DEFAULTS, whole, problems));
    }

    private Optional<String> text(Location whole) {
        try {
            Optional<String> text = source.read(source.main());
            if (text.isEmpty()) {
                problems.add(
                        whole,
                        "",
                        "does not exist in %s; %s"
                                .formatted(source.place(), source.adviceIfMissing()));
            }
            return text;
        } catch (IOException unreadable) {
            problems.add(whole, "", "cannot be read: " + unreadable.getMessage());
            return Optional.empty();
        }
    }

    private Optional<ConfigObject> parse(String text, Problems inText) {
        Includer includer = new Includer(source, inText);
        try {
            Config document = includer.parse(source.main(), text);
            Repetition.report(source.main(), includer.read(), inText);
            if (!inText.isEmpty()) {
                return Optional.empty();
            }
            ConfigResolveOptions variables =
                    ConfigResolveOptions.noSystem()
                            .appendResolver(
                                    new EnvironmentVariables(environment, includer.texts()));
            return Optional.of(document.withFallback(DEFAULTS).resolve(variables).root());
        } catch (ConfigException wrong) {
            Location location =
                    Optional.ofNullable(wrong.origin())
                            .flatMap(Location::of)
                            .orElse(new Location(source.main(), 0));
            inText.add(location, "", SyntaxMessages.of(wrong));
            return Optional.empty();
        } catch (StackOverflowError tooDeep) {
            inText.add(
                    new Location(source.main(), 0),
                    "",
                    "blocks or lists are nested too deeply to be read");
            return Optional.empty();
        }
    }

    private static ConfigObject defaults() {
        try (InputStream stream = HoconReader.class.getResourceAsStream("/reference.conf")) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            ConfigParseOptions options =
                    ConfigParseOptions.defaults()
                            .setSyntax(ConfigSyntax.CONF)
                            .setOriginDescription(Location.DEFAULTS);
            return ConfigFactory.parseString(text, options).resolve().root();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
