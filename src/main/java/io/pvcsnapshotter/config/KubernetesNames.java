package io.pvcsnapshotter.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The rules that the API server has for names and labels, so that a name that it would refuse is
 * found before a run. Each method returns what it is given, or throws IllegalArgumentException with
 * the rule.
 */
final class KubernetesNames {
    private static final int LONGEST_SUBDOMAIN = 253;
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern LABEL_PART =
            Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern POLICY = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?");

    private KubernetesNames() {}

    static String namespace(String text) {
        return check(
                DNS_LABEL.matcher(text).matches(),
                text,
                "the name of a namespace has up to 63 of a-z, 0-9, '-', and starts and ends with a"
                        + " letter or digit");
    }

    /** The name of a cluster-scoped object, such as a VolumeSnapshotClass. */
    static String objectName(String text) {
        return check(
                isSubdomain(text),
                text,
                "the name of an object has up to 253 of a-z, 0-9, '-', '.', and starts and ends"
                        + " with a letter or digit");
    }

    static String driver(String text) {
        return check(
                text.length() <= 63 && isSubdomain(text.toLowerCase(Locale.ROOT)),
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
                text.isEmpty() || isLabelPart(text),
                text,
                "the value of a label has up to 63 letters, digits, '-', '_', '.', and starts and"
                        + " ends with a letter or digit");
    }

    /** The key of a label or annotation. */
    static String labelKey(String text) {
        int slash = text.indexOf('/');
        boolean goodPrefix = slash < 0 || isSubdomain(text.substring(0, slash));
        return check(
                goodPrefix && isLabelPart(text.substring(slash + 1)),
                text,
                "a key is a name, or a DNS name, '/' and a name, like example.com/team; the name"
                        + " has up to 63 letters, digits, '-', '_', '.', and starts and ends with a"
                        + " letter or digit");
    }

    private static boolean isLabelPart(String text) {
        return LABEL_PART.matcher(text).matches();
    }

    private static boolean isSubdomain(String text) {
        return text.length() <= LONGEST_SUBDOMAIN && SUBDOMAIN.matcher(text).matches();
    }

    private static String check(boolean good, String text, String rule) {
        if (!good) {
            throw new IllegalArgumentException(rule);
        }
        return text;
    }
}
