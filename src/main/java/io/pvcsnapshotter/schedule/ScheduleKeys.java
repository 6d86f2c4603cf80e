package io.pvcsnapshotter.schedule;

import io.pvcsnapshotter.model.ScheduleFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the keys {@code schedule}, {@code timeZone} and {@code suspend} of a ConfigMap ask for. A
 * key that is absent asks for nothing.
 *
 * @param wanted without the keys that have a problem
 * @param problems one a key, and it begins with its name
 */
record ScheduleKeys(ScheduleFields wanted, List<String> problems) {
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
        return new ScheduleKeys(new ScheduleFields(schedule, timeZone, suspended), problems);
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
