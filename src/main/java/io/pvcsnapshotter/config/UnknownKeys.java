package io.pvcsnapshotter.config;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What to say of a key that a block does not have. */
final class UnknownKeys {
    /** The other keys of the ConfigMap, which stand beside snapshotter.conf. */
    private static final Set<String> SCHEDULE = Set.of("schedule", "timeZone", "suspend");

    private UnknownKeys() {}

    static String message(Block block, String key) {
        if (SCHEDULE.contains(key)) {
            return "this key belongs in schedule.env, beside this file";
        }
        String owners = owners(key);
        if (!owners.isEmpty()) {
            return "this key belongs in " + owners + ", not in " + block.title();
        }
        String suggestion =
                Suggestion.closest(key, block.keys())
                        .map(each -> " (did you mean \"" + each + "\"?)")
                        .orElse("");
        return "unknown key%s; allowed in %s: %s"
                .formatted(suggestion, block.title(), String.join(", ", block.keys()));
    }

    /** The blocks that do have the key. */
    private static String owners(String key) {
        return Arrays.stream(Block.values())
                .filter(each -> each != Block.POLICY_DEFAULTS)
                .filter(each -> each.keys().contains(key))
                .map(Block::title)
                .collect(Collectors.joining(" or "));
    }
}
