package io.pvcsnapshotter.config;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Reads {@code snapshotter.conf} and the {@code timeZone} that stands beside it.
 *
 * <p>Everything that is wrong is reported at once, so that a file is mended in one go. System
 * properties have no influence; environment variables only where the file names one ({@code
 * ${?NAME}}).
 */
public final class ConfigurationReader {
    private ConfigurationReader() {}

    /**
     * Reads a file and what stands beside it in its folder: the files that it includes, and the
     * time zone, from the file {@code timeZone} (a key of the mounted ConfigMap) or else from the
     * line {@code timeZone=} of {@code schedule.env} (a checkout). Without either it is Etc/UTC.
     *
     * @throws InvalidConfiguration if a file is missing, cannot be read or has problems; it has all
     *     of them
     */
    public static Configuration read(Path file) {
        return read(new FolderSource(file), System::getenv);
    }

    /**
     * Reads the data of a ConfigMap that was fetched: its key {@code snapshotter.conf}, the keys
     * that this one includes, and {@code timeZone}. Environment variables are none: whoever may
     * edit the ConfigMap could otherwise read those of everybody who fetches it.
     *
     * @param sourceName names the ConfigMap in messages, like {@code ConfigMap
     *     pvc-snapshotter/pvc-snapshotter}
     * @throws InvalidConfiguration if a key is missing or has problems; it has all of them
     */
    public static Configuration read(String sourceName, Map<String, String> data) {
        return read(new ConfigMapSource(sourceName, data), _ -> null);
    }

    /**
     * The same in a pod of the install, whose environment is not a person's.
     *
     * @param environment the variables that the ConfigMap may name
     */
    public static Configuration read(
            String sourceName, Map<String, String> data, Map<String, String> environment) {
        return read(new ConfigMapSource(sourceName, data), environment::get);
    }

    static Configuration read(Source source, UnaryOperator<String> environment) {
        Problems problems = new Problems();
        ZoneId timeZone = new TimeZoneReader(source, problems).read();
        Optional<Section> root = new HoconReader(source, environment, problems).read();
        List<PlacedPolicy> policies = root.map(PoliciesReader::read).orElse(List.of());
        Optional<Settings> settings =
                root.map(each -> SettingsReader.read(each, policies, timeZone));
        if (settings.isEmpty() || !problems.isEmpty()) {
            throw new InvalidConfiguration(source.name(), problems.sorted());
        }
        return new Configuration(settings.get(), UnreachablePolicies.warnings(policies));
    }
}
