package io.pvcsnapshotter.config;

import io.pvcsnapshotter.config.Policy.OnUnsupported;
import io.pvcsnapshotter.config.Policy.Selection;
import io.pvcsnapshotter.config.Policy.SnapshotClassChoice;
import io.pvcsnapshotter.config.Policy.Until;
import io.pvcsnapshotter.config.Policy.Wait;
import io.pvcsnapshotter.model.Glob;
import io.pvcsnapshotter.model.LabelSelector;
import io.pvcsnapshotter.model.Ownership;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Reads one policy; what it does not say comes from the block behind it. */
final class PolicyReader {
    private static final String SELECTOR = "\"app in (web, shop),tier!=cache\"";

    private final Section policy;

    PolicyReader(Section policy) {
        this.policy = policy;
    }

    Policy read(String name) {
        return new Policy(
                name,
                selection(policy.section(Block.SELECT)),
                policy.findUnlessNull("every")
                        .map(each -> each.positiveDuration(DurationSyntax.HOURS_TO_WEEKS)),
                policy.findUnlessNull("snapshotClass")
                        .map(this::snapshotClass)
                        .orElseGet(SnapshotClassChoice.DriverDefault::new),
                waiting(policy.section(Block.WAIT)),
                policy.findUnlessNull("retain")
                        .flatMap(each -> Section.of(each, Block.RETAIN, Optional.empty()))
                        .map(RetentionReader::read),
                policy.get("requireMatch").bool(),
                policy.get("unsupported").oneOf(OnUnsupported.class),
                marks("snapshotLabels", NameRules::labelValue),
                marks("snapshotAnnotations", UnaryOperator.identity()));
    }

    private static Selection selection(Section select) {
        return new Selection(
                glob(select, "namespaces"),
                selector(select, "namespaceLabels"),
                selector(select, "labels"),
                glob(select, "claims"),
                glob(select, "storageClasses"));
    }

    private static Glob glob(Section select, String key) {
        return select.find(key).map(PolicyReader::glob).orElse(Glob.ALL);
    }

    private static Glob glob(Setting setting) {
        List<String> patterns = new ArrayList<>();
        for (Setting each :
                setting.items(
                        "a list of patterns: " + setting.key() + " = [\"shop-*\", \"!shop-test\"]",
                        "it selects nothing; leave it out to select all")) {
            each.text("a pattern")
                    .filter(text -> each.checked(text, PolicyReader::pattern, "").isPresent())
                    .ifPresent(patterns::add);
        }
        return Glob.of(patterns);
    }

    private static Glob pattern(String text) {
        if (text.equals("!*")) {
            throw new IllegalArgumentException("the pattern \"!*\" excludes every name");
        }
        return Glob.of(List.of(text));
    }

    private static LabelSelector selector(Section select, String key) {
        return select.find(key).map(PolicyReader::selector).orElse(LabelSelector.ALL);
    }

    private static LabelSelector selector(Setting setting) {
        Optional<String> text = setting.text("a label selector as text, like " + SELECTOR);
        if (text.filter(String::isBlank).isPresent()) {
            setting.problem("found an empty selector; leave it out to select all");
            return LabelSelector.ALL;
        }
        return text.flatMap(each -> setting.checked(each, PolicyReader::labelSelector))
                .orElse(LabelSelector.ALL);
    }

    private static LabelSelector labelSelector(String text) {
        try {
            return LabelSelector.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "%s; a label selector is written like %s"
                            .formatted(wrong.getMessage(), SELECTOR),
                    wrong);
        }
    }

    private SnapshotClassChoice snapshotClass(Setting setting) {
        if (setting.isObject()) {
            return classByDriver(setting);
        }
        return new SnapshotClassChoice.Named(
                setting.text(
                                "the name of a snapshot class, or a block: { \"ebs.csi.aws.com\" ="
                                        + " fast }")
                        .flatMap(text -> setting.checked(text, NameRules::objectName))
                        .orElse(""));
    }

    private SnapshotClassChoice classByDriver(Setting setting) {
        Map<String, String> classes = new TreeMap<>();
        policy.entries("snapshotClass")
                .forEach((driver, name) -> {
                    name.checked(driver, NameRules::driver, "the driver is not valid: ");
                    name.text("the name of a snapshot class")
                            .flatMap(text -> name.checked(text, NameRules::objectName))
                            .ifPresent(text -> classes.put(driver, text));
                });
        if (policy.entries("snapshotClass").isEmpty()) {
            setting.problem(
                    "found an empty block; leave it out for the default class of the driver");
        }
        return new SnapshotClassChoice.ByDriver(classes);
    }

    private static Wait waiting(Section wait) {
        return new Wait(
                wait.get("for").oneOf(Until.class),
                wait.get("timeout").positiveDuration(DurationSyntax.SECONDS_TO_DAYS));
    }

    /** Labels or annotations that a snapshot gets beside ours. */
    private Map<String, String> marks(String key, UnaryOperator<String> checkedValue) {
        Map<String, String> marks = new TreeMap<>();
        policy.entries(key)
                .forEach((name, value) -> {
                    value.checked(name, PolicyReader::markKey, "");
                    value.text("text")
                            .flatMap(text -> value.checked(text, checkedValue))
                            .ifPresent(text -> marks.put(name, text));
                });
        return marks;
    }

    private static String markKey(String key) {
        if (key.startsWith(Ownership.PREFIX) || key.equals(Ownership.MANAGED_BY)) {
            throw new IllegalArgumentException(
                    "pvc-snapshotter writes this key itself; it cannot be set");
        }
        try {
            return NameRules.labelKey(key);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "the key is not valid: " + wrong.getMessage(), wrong);
        }
    }
}
