package io.pvcsnapshotter.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Lets {@code include} read the {@code .conf} files beside the first one and nothing else. HOCON
 * passes over a file that does not exist; here that is a problem, since a policy that is silently
 * missing is one too.
 */
final class Includer
        implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private static final String SUFFIX = ".conf";

    /** Two files that each include a third one twice, and so on, would have no end. */
    private static final int MOST_READ = 100;

    private final Source source;
    private final Problems problems;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final List<String> read = new ArrayList<>();

    Includer(Source source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** A file that is being parsed; the top one has the {@code include} that is being followed. */
    private record Open(String file, String text) {}

    /** The text of each file that was read so far, by its name. */
    Map<String, String> texts() {
        return texts;
    }

    /** The text of each file, as often as it was read. */
    List<String> read() {
        return read;
    }

    Config parse(String file, String text) {
        open.push(new Open(file, text));
        texts.put(file, text);
        read.add(text);
        String plain = JoinedBlocks.plain(text);
        JoinedBlocks.report(file, plain, problems);
        DuplicateKeys.report(file, plain, problems);
        try {
            return ConfigFactory.parseString(
                    text,
                    ConfigParseOptions.defaults()
                            .setSyntax(ConfigSyntax.CONF)
                            .setOriginDescription(file)
                            .setIncluder(this));
        } finally {
            open.pop();
        }
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        String file = what.endsWith(SUFFIX) ? what : what + SUFFIX;
        if (what.contains("/") || what.contains("\\")) {
            return refuse(what, "only files beside this one can be included, by their name alone");
        }
        if (open.stream().anyMatch(each -> each.file().equals(file))) {
            return refuse(what, "the file includes itself");
        }
        if (read.size() >= MOST_READ) {
            return refuse(what, "files are included more than " + MOST_READ + " times");
        }
        try {
            Optional<String> text = source.read(file);
            return text.isPresent()
                    ? parse(file, text.get()).root()
                    : refuse(what, "there is no " + file + " beside this file" + others());
        } catch (IOException unreadable) {
            return refuse(what, file + " cannot be read: " + unreadable.getMessage());
        }
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return include(context, what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        return refuse(what.toString(), "only files beside this one can be included, no URL");
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        return refuse(what, "only files beside this one can be included, nothing of the program");
    }

    /** The library offers its own includer for what this one does not take; it takes everything. */
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    private String others() {
        List<String> others =
                source.files().stream()
                        .filter(each -> each.endsWith(SUFFIX))
                        .filter(each -> open.stream().noneMatch(one -> one.file().equals(each)))
                        .toList();
        return others.isEmpty() ? "" : "; there are: " + String.join(", ", others);
    }

    private ConfigObject refuse(String what, String reason) {
        Open current = open.element();
        // The library does not tell an includer where it is.
        Pattern include = Pattern.compile("\\binclude\\b.*\"" + Pattern.quote(what) + "\"");
        problems.add(
                Location.find(include, current.file(), current.text())
                        .orElse(new Location(current.file(), 0)),
                "",
                "include \"" + what + "\": " + reason);
        return ConfigFactory.empty().root();
    }
}
