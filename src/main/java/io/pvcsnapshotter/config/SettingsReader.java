package io.pvcsnapshotter.config;

import io.pvcsnapshotter.config.Settings.Events;
import io.pvcsnapshotter.config.Settings.Limits;
import io.pvcsnapshotter.config.Settings.Scope;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Reads what stands beside the policies. */
final class SettingsReader {
    private SettingsReader() {}

    static Settings read(Section root, List<PlacedPolicy> policies, ZoneId timeZone) {
        return new Settings(
                scope(root.get("scope")),
                root.find("instance").map(SettingsReader::instance),
                policies.stream().map(PlacedPolicy::policy).toList(),
                root.section(Block.UNREADY)
                        .get("expireAfter")
                        .positiveDuration(DurationSyntax.HOURS_TO_WEEKS),
                durationOrNever(root.section(Block.ORPHANS).get("expireAfter")),
                limits(root.section(Block.LIMITS)),
                root.get("events").oneOf(Events.class),
                timeZone);
    }

    private static Scope scope(Setting setting) {
        String expected = "cluster, own, or a list of namespaces, like [shop, web]";
        if (setting.isList()) {
            return new Scope.Namespaces(
                    setting.items(expected, "name at least one namespace").stream()
                            .map(SettingsReader::namespace)
                            .distinct()
                            .toList());
        }
        return switch (setting.text(expected).orElse("cluster")) {
            case "cluster" -> new Scope.Cluster();
            case "own" -> new Scope.Own();
            default -> {
                setting.unexpected(expected);
                yield new Scope.Cluster();
            }
        };
    }

    private static String namespace(Setting setting) {
        return setting.text("the name of a namespace")
                .flatMap(text -> setting.checked(text, SettingsReader::namespace))
                .orElse("");
    }

    private static String namespace(String text) {
        if (text.matches(".*[*?!].*")) {
            throw new IllegalArgumentException(
                    "scope takes names; select.namespaces of a policy takes patterns");
        }
        return NameRules.namespace(text);
    }

    private static String instance(Setting setting) {
        String expected = "a name for this install; leave it out to use its namespace";
        return setting.text(expected)
                .filter(text -> !text.isEmpty())
                .or(() -> setting.unexpected(expected))
                .flatMap(text -> setting.checked(text, NameRules::labelValue))
                .orElse("");
    }

    private static Optional<Duration> durationOrNever(Setting setting) {
        DurationSyntax syntax = DurationSyntax.HOURS_TO_WEEKS;
        String expected = "never, or " + syntax.expected();
        Optional<String> text = setting.text(expected);
        if (text.filter("never"::equals).isPresent()) {
            return Optional.empty();
        }
        return text.filter(each -> each.matches(".*\\d.*"))
                .or(() -> setting.unexpected(expected))
                .map(each -> setting.positiveDuration(syntax));
    }

    private static Limits limits(Section limits) {
        return new Limits(
                limits.get("inFlight").wholeNumber(1),
                limits.get("expirePerClaim").wholeNumber(1),
                limits.get("atLeast").wholeNumber(1),
                limits.get("settle").duration(DurationSyntax.HOURS_TO_WEEKS));
    }
}
