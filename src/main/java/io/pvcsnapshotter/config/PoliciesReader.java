package io.pvcsnapshotter.config;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the list of policies. */
final class PoliciesReader {
    private static final String EXAMPLE = "policies = [ { name = all } ]";

    private final Section defaults;
    private final Map<String, Location> names = new HashMap<>();

    private PoliciesReader(Section defaults) {
        this.defaults = defaults;
    }

    static List<PlacedPolicy> read(Section root) {
        Section defaults = root.section(Block.POLICY_DEFAULTS);
        // For its problems: no policy meets a default that it replaces.
        new PolicyReader(defaults).read("policy-defaults");
        Optional<Setting> policies = root.find(Block.POLICY.key());
        if (policies.isEmpty()) {
            root.missing(Block.POLICY.key(), "at least one is needed: " + EXAMPLE);
        }
        return policies.map(new PoliciesReader(defaults)::policies).orElse(List.of());
    }

    private List<PlacedPolicy> policies(Setting list) {
        List<PlacedPolicy> policies = new ArrayList<>();
        for (Setting each : list.items("a list: " + EXAMPLE, "at least one policy is needed")) {
            each.object("a policy: { name = ... }")
                    .ifPresent(object -> policies.add(policy(named(each, object.get("name")))));
        }
        return policies;
    }

    private PlacedPolicy policy(Setting setting) {
        Section policy = Section.of(setting, Block.POLICY, Optional.of(defaults)).orElseThrow();
        String name = name(policy);
        return new PlacedPolicy(
                new PolicyReader(policy).read(name), setting.path(), setting.location());
    }

    private String name(Section policy) {
        Optional<Setting> setting = policy.find("name");
        if (setting.isEmpty()) {
            policy.missing("name", "each policy needs one, as it is recorded on its snapshots");
            return "";
        }
        Optional<String> name =
                setting.get()
                        .text("the name of the policy")
                        .flatMap(text -> setting.get().checked(text, NameRules::policy));
        name.ifPresent(each -> judgeUnique(setting.get(), each));
        return name.orElse("");
    }

    private void judgeUnique(Setting setting, String name) {
        Location other = names.putIfAbsent(name, setting.location());
        if (other != null) {
            setting.problem(
                    "\"%s\" is already the name of the policy at %s:%d"
                            .formatted(name, other.file(), other.line()));
        }
    }

    /**
     * The policy under a path that has its name instead of its position, if it has a valid name.
     */
    private static Setting named(Setting policy, ConfigValue name) {
        return name != null && name.unwrapped() instanceof String text && NameRules.isPolicy(text)
                ? policy.at(Block.POLICY.key() + "[" + text + "]")
                : policy;
    }
}
