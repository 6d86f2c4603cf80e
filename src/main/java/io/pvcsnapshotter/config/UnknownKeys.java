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
        return "unknown key"
                + hint(block, key)
                + "; allowed in "
                + block.title()
                + ": "
                + String.join(", ", block.keys());
    }

    private static String hint(Block block, String key) {
        if (SCHEDULE.contains(key)) {
            return ", which stands in schedule.env, beside this file";
        }
        String owners =
                Arrays.stream(Block.values())
                        .filter(each -> each != Block.POLICY_DEFAULTS)
                        .filter(each -> each.keys().contains(key))
                        .map(Block::title)
                        .collect(Collectors.joining(" or "));
        if (!owners.isEmpty()) {
            return " here: it belongs in " + owners;
        }
        return Suggestion.closest(key, block.keys())
                .map(each -> " (did you mean \"" + each + "\"?)")
                .orElse("");
    }
}
