package io.pvcsnapshotter.model;

import java.util.regex.Pattern;

/** Which names and labels the API server takes. */
public final class ApiNames {
    /** The most characters of a label's value, and of the name in its key. */
    static final int LONGEST_LABEL = 63;

    private static final int LONGEST_SUBDOMAIN = 253;
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern LABEL =
            Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    private ApiNames() {}

    public static boolean isNamespace(String text) {
        return DNS_LABEL.matcher(text).matches();
    }

    /** Whether it can name an object, such as a VolumeSnapshotClass. */
    public static boolean isObject(String text) {
        return text.length() <= LONGEST_SUBDOMAIN && SUBDOMAIN.matcher(text).matches();
    }

    /** The key of a label or of an annotation: a name, or a DNS name, {@code /} and a name. */
    public static boolean isLabelKey(String text) {
        int slash = text.indexOf('/');
        boolean goodPrefix = slash < 0 || isObject(text.substring(0, slash));
        return goodPrefix && LABEL.matcher(text.substring(slash + 1)).matches();
    }

    public static boolean isLabelValue(String text) {
        return text.isEmpty() || LABEL.matcher(text).matches();
    }
}
