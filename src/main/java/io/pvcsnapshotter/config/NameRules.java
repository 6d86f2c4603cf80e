package io.pvcsnapshotter.config;

import io.pvcsnapshotter.model.ApiNames;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Finds names and labels that the API server would refuse before a run meets them. Each method
 * returns what it is given, or throws IllegalArgumentException with the rule.
 */
final class NameRules {
    private static final Pattern POLICY = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?");

    private NameRules() {}

    static String namespace(String text) {
        return check(
                ApiNames.isNamespace(text),
                text,
                "the name of a namespace has up to 63 of a-z, 0-9, '-', and starts and ends with a"
                        + " letter or digit");
    }

    /** The name of a cluster-scoped object, such as a VolumeSnapshotClass. */
    static String objectName(String text) {
        return check(
                ApiNames.isObject(text),
                text,
                "the name of an object has up to 253 of a-z, 0-9, '-', '.', and starts and ends"
                        + " with a letter or digit");
    }

    static String driver(String text) {
        return check(
                text.length() <= 63 && ApiNames.isObject(text.toLowerCase(Locale.ROOT)),
                text,
                "the name of a CSI driver has up to 63 letters, digits, '-', '.', and starts and"
                        + " ends with a letter or digit");
    }

    static boolean isPolicy(String text) {
        return POLICY.matcher(text).matches();
    }

    static String policy(String text) {
        return check(
                isPolicy(text),
                text,
                "the name of a policy has up to 63 of a-z, 0-9, '-', '.', and starts and ends with"
                        + " a letter or digit");
    }

    static String labelValue(String text) {
        return check(
                ApiNames.isLabelValue(text),
                text,
                "the value of a label has up to 63 letters, digits, '-', '_', '.', and starts and"
                        + " ends with a letter or digit");
    }

    /** The key of a label or annotation. */
    static String labelKey(String text) {
        return check(
                ApiNames.isLabelKey(text),
                text,
                "a key is a name, or a DNS name, '/' and a name, like example.com/team; the name"
                        + " has up to 63 letters, digits, '-', '_', '.', and starts and ends with a"
                        + " letter or digit");
    }

    private static String check(boolean good, String text, String rule) {
        if (!good) {
            throw new IllegalArgumentException(rule);
        }
        return text;
    }
}
