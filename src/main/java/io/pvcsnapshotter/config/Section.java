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
    private final Setting setting;
    private final ConfigObject own;
    private final Optional<Section> behind;

    private Section(Block block, Setting setting, ConfigObject own, Optional<Section> behind) {
        this.block = block;
        this.setting = setting;
        this.own = own;
        this.behind = behind;
    }

    /** The whole file, with the built-in defaults behind it. */
    static Section root(
            ConfigObject document, ConfigObject defaults, Location location, Problems problems) {
        Setting file = new Setting(document, "", location, problems);
        Section builtIn = new Section(Block.ROOT, file, defaults, Optional.empty());
        return open(Block.ROOT, file, document, Optional.of(builtIn));
    }

    /** The block that a value is; empty if it is something else, which is reported. */
    static Optional<Section> of(Setting setting, Block block, Optional<Section> behind) {
        return setting.object("a block: " + block.key() + " { ... }")
                .map(own -> open(block, setting, own, behind));
    }

    /** Reports the keys that the block must not have. */
    private static Section open(
            Block block, Setting setting, ConfigObject own, Optional<Section> behind) {
        Section section = new Section(block, setting, own, behind);
        section.ownSettings()
                .forEach((key, each) -> {
                    if (!block.keys().contains(key)) {
                        each.problem(UnknownKeys.message(block, key));
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
                .flatMap(each -> of(each, inner, inherited))
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
        setting.problem(message);
    }

    /** Reports a key that must be there. */
    void missing(String key, String message) {
        setting.at(path(key)).problem("is missing; " + message);
    }

    /** Whether something in the block is wrong. */
    boolean hasProblems() {
        return setting.hasProblems();
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
        return new IllegalStateException("reference.conf has no " + path(key));
    }

    private Optional<Setting> own(String key) {
        return Optional.ofNullable(own.get(key)).map(value -> child(key, value));
    }

    private Map<String, Setting> ownSettings() {
        Map<String, Setting> settings = new TreeMap<>();
        own.forEach((key, value) -> settings.put(key, child(key, value)));
        return settings;
    }

    private Setting child(String key, ConfigValue value) {
        return setting.inner(path(key), value);
    }

    private String path(String key) {
        return setting.path().isEmpty() ? key : setting.path() + "." + key;
    }
}
