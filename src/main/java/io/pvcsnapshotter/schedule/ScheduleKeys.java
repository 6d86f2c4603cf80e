package io.pvcsnapshotter.schedule;

import io.pvcsnapshotter.config.Suggestion;
import io.pvcsnapshotter.model.ScheduleFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the keys {@code schedule}, {@code timeZone} and {@code suspend} of a ConfigMap ask for. A
 * key that is absent changes nothing. A key that is nearly one of these is a typing error.
 *
 * @param wanted without the keys that have a problem
 * @param problems one a key, and it begins with its name
 */
record ScheduleKeys(ScheduleFields wanted, List<String> problems) {
    private static final List<String> NAMES = List.of("schedule", "timeZone", "suspend");
    private static final String FILE = "schedule.env";

    static ScheduleKeys read(Map<String, String> data) {
        List<String> problems = new ArrayList<>();
        Optional<String> schedule = text(data, "schedule", problems);
        Optional<String> timeZone = text(data, "timeZone", problems);
        Optional<String> suspend = text(data, "suspend", problems);
        Optional<Boolean> suspended =
                suspend.filter(List.of("true", "false")::contains).map(Boolean::valueOf);
        if (suspend.isPresent() && suspended.isEmpty()) {
            problems.add("suspend: found \"%s\", expected true or false".formatted(suspend.get()));
        }
        problems.addAll(misspelt(data.keySet()));
        if (data.containsKey(FILE) && schedule.isEmpty()) {
            problems.add(
                    FILE
                            + ": a file is not copied; make its lines keys of their own, as kubectl apply -k config does");
        }
        return new ScheduleKeys(new ScheduleFields(schedule, timeZone, suspended), problems);
    }

    /** A key with a dot in it is a file, for snapshotter.conf to include. */
    private static List<String> misspelt(Set<String> keys) {
        return keys.stream()
                .filter(each -> !NAMES.contains(each) && !each.contains("."))
                .sorted()
                .flatMap(each ->
                        Suggestion.closest(each, NAMES)
                                .map(meant ->
                                        "%s: unknown key (did you mean \"%s\"?)"
                                                .formatted(each, meant))
                                .stream())
                .toList();
    }

    private static Optional<String> text(
            Map<String, String> data, String key, List<String> problems) {
        Optional<String> value = Optional.ofNullable(data.get(key)).map(String::strip);
        String wrong =
                switch (value.orElse("value")) {
                    case "" -> "is empty; give it a value, or leave the key out to change nothing";
                    case String quoted when quoted.matches("(?s)\".*\"|'.*'") ->
                            "found %s; write it without quotes".formatted(quoted);
                    default -> "";
                };
        if (wrong.isEmpty()) {
            return value;
        }
        problems.add(key + ": " + wrong);
        return Optional.empty();
    }
}
