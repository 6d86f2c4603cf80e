package io.pvcsnapshotter.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A block as it stands in the file, and behind it the block whose values hold where it has none of
 * its own. So a problem is always reported where it was written, even if it is met through a policy
 * that only inherits it.
 */
final class Section {
    private final Block block;
    private final ConfigObject own;
    private final String path;
    private final Location location;
    private final Optional<Section> behind;
    private final Problems problems;

    private Section(
            Block block,
            ConfigObject own,
            String path,
            Location location,
            Optional<Section> behind,
            Problems problems) {
        this.block = block;
        this.own = own;
        this.path = path;
        this.location = location;
        this.behind = behind;
        this.problems = problems;
    }

    /** The whole file, with the built-in defaults behind it. */
    static Section root(
            ConfigObject document, ConfigObject defaults, Location location, Problems problems) {
        Section builtIn =
                new Section(Block.ROOT, defaults, "", location, Optional.empty(), problems);
        return open(Block.ROOT, document, "", location, Optional.of(builtIn), problems);
    }

    /** Reports the keys that the block must not have. */
    static Section open(
            Block block,
            ConfigObject own,
            String path,
            Location location,
            Optional<Section> behind,
            Problems problems) {
        Section section = new Section(block, own, path, location, behind, problems);
        section.ownSettings()
                .forEach((key, setting) -> {
                    if (!block.keys().contains(key)) {
                        setting.problem(UnknownKeys.message(block, key));
                    }
                });
        return section;
    }

    /** The value that holds for a key; it may be {@code null} as HOCON knows it. */
    Optional<Setting> find(String key) {
        if (!block.keys().contains(key)) {
            throw new IllegalArgumentException(block + " has no key " + key);
        }
        return lookUp(key);
    }

    /** The value of a key that may be {@code null}, which takes back what the block behind says. */
    Optional<Setting> findUnlessNull(String key) {
        return find(key).filter(each -> !each.isNull());
    }

    /** The value of a key that has a default. */
    Setting get(String key) {
        return find(key).orElseThrow(() -> noDefault(key));
    }

    /**
     * A block inside this one that has defaults; these alone if it is something else, which is
     * reported.
     */
    Section section(Block inner) {
        Optional<Section> inherited = behind.map(each -> each.section(inner));
        return own(inner.key())
                .flatMap(each -> each.block(inner, inherited))
                .or(() -> inherited)
                .orElseThrow(() -> noDefault(inner.key()));
    }

    /**
     * A map whose keys the user chooses, joined with that of the block behind; of a key that both
     * have, this block's value holds.
     */
    Map<String, Setting> entries(String key) {
        Map<String, Setting> all = inheritedEntries(key);
        own(key).ifPresent(each -> all.putAll(each.entries()));
        return all;
    }

    /** The names of the files that its values were written in. */
    Set<String> files() {
        return own.values().stream()
                .flatMap(each -> Location.of(each.origin()).stream())
                .map(Location::file)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Reports a problem of the block as a whole. */
    void problem(String message) {
        problems.add(location, path, message);
    }

    /** Reports a key that must be there. */
    void missing(String key, String message) {
        problems.add(location, child(key), "is missing; " + message);
    }

    /** Whether something in the block is wrong. */
    boolean hasProblems() {
        return problems.anyIn(path);
    }

    private Optional<Setting> lookUp(String key) {
        return own(key).or(() -> behind.flatMap(each -> each.lookUp(key)));
    }

    /** What is no map here is reported where the block behind is read by itself. */
    private Map<String, Setting> inheritedEntries(String key) {
        Map<String, Setting> all = new TreeMap<>();
        behind.ifPresent(each -> {
            all.putAll(each.inheritedEntries(key));
            each.own(key).filter(Setting::isObject).ifPresent(map -> all.putAll(map.entries()));
        });
        return all;
    }

    private IllegalStateException noDefault(String key) {
        return new IllegalStateException("reference.conf has no " + child(key));
    }

    private Optional<Setting> own(String key) {
        return Optional.ofNullable(own.get(key)).map(value -> setting(key, value));
    }

    private Map<String, Setting> ownSettings() {
        Map<String, Setting> settings = new TreeMap<>();
        own.forEach((key, value) -> settings.put(key, setting(key, value)));
        return settings;
    }

    private Setting setting(String key, ConfigValue value) {
        return Setting.of(value, child(key), location, problems);
    }

    private String child(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
