package io.pvcsnapshotter.config;

import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the time zone of the schedule, which stands beside {@code snapshotter.conf}. */
final class TimeZoneReader {
    private static final ZoneId DEFAULT = ZoneId.of("Etc/UTC");
    private static final String KEY = "timeZone";

    /**
     * Names of the IANA time zone database, so Kubernetes takes them, that Java leaves out, and
     * what they are links to there.
     */
    private static final Map<String, String> LINKS =
            Map.of(
                    "EST", "America/Panama",
                    "MST", "America/Phoenix",
                    "HST", "Pacific/Honolulu",
                    "ROC", "Asia/Taipei");

    private static final String SCHEDULE = "schedule.env";

    private final Source source;
    private final Problems problems;

    TimeZoneReader(Source source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    private record Found(String zone, Location location, String path) {}

    ZoneId read() {
        return fromKey().or(this::fromSchedule).map(this::zone).orElse(DEFAULT);
    }

    private Optional<Found> fromKey() {
        return text(KEY).map(text -> new Found(text.strip(), new Location(KEY, 0), ""));
    }

    /** The last line wins, as kustomize has it. */
    private Optional<Found> fromSchedule() {
        List<String> lines = text(SCHEDULE).orElse("").lines().toList();
        for (int index = lines.size() - 1; index >= 0; index--) {
            String line = lines.get(index).strip();
            if (line.startsWith(KEY + "=")) {
                String zone = line.substring(KEY.length() + 1).strip();
                return Optional.of(new Found(zone, new Location(SCHEDULE, index + 1), KEY));
            }
        }
        return Optional.empty();
    }

    private Optional<String> text(String file) {
        try {
            return source.read(file);
        } catch (IOException unreadable) {
            problems.add(new Location(file, 0), "", "cannot be read: " + unreadable.getMessage());
            return Optional.empty();
        }
    }

    private ZoneId zone(Found found) {
        Set<String> known = ZoneId.getAvailableZoneIds();
        String zone = LINKS.getOrDefault(found.zone(), found.zone());
        if (known.contains(zone)) {
            return ZoneId.of(zone);
        }
        problems.add(
                found.location(),
                found.path(),
                "found %s, expected the name of a time zone, like Europe/Berlin%s"
                        .formatted(
                                ConfigUtil.quoteString(found.zone()), hint(found.zone(), known)));
        return DEFAULT;
    }

    private static String hint(String zone, Set<String> known) {
        if (zone.matches("\".*\"|'.*'")) {
            return "; write it without quotes";
        }
        if (zone.matches("(UTC|GMT|UT)?[+-]\\d.*")) {
            return "; an offset is none, since it does not know daylight saving time";
        }
        return known.stream()
                .filter(each -> each.endsWith("/" + zone))
                .sorted()
                .findFirst()
                .or(() -> Suggestion.closest(zone, known))
                .map(each -> " (did you mean \"" + each + "\"?)")
                .orElse("");
    }
}
