package io.pvcsnapshotter.config;

import java.util.List;

/** The blocks of {@code snapshotter.conf} and the keys that each may have: its whole grammar. */
enum Block {
    ROOT(
            "",
            "this file",
            "scope",
            "instance",
            "policies",
            "policy-defaults",
            "unready",
            "orphans",
            "limits",
            "events"),
    POLICY(
            "policies",
            "a policy",
            "name",
            "select",
            "every",
            "snapshotClass",
            "wait",
            "retain",
            "requireMatch",
            "unsupported",
            "snapshotLabels",
            "snapshotAnnotations"),
    POLICY_DEFAULTS(
            "policy-defaults",
            "policy-defaults { }",
            POLICY.keys.subList(1, POLICY.keys.size()).toArray(String[]::new)),
    SELECT(
            "select",
            "select { }",
            "namespaces",
            "namespaceLabels",
            "labels",
            "claims",
            "storageClasses"),
    WAIT("wait", "wait { }", "for", "timeout"),
    RETAIN(
            "retain",
            "retain { }",
            "last",
            "hourly",
            "daily",
            "weekly",
            "monthly",
            "yearly",
            "within",
            "manual"),
    UNREADY("unready", "unready { }", "expireAfter"),
    ORPHANS("orphans", "orphans { }", "expireAfter"),
    LIMITS("limits", "limits { }", "inFlight", "expirePerClaim", "atLeast", "settle");

    private final String key;
    private final String title;
    private final List<String> keys;

    Block(String key, String title, String... keys) {
        this.key = key;
        this.title = title;
        this.keys = List.of(keys);
    }

    /** The key that it is the value of. */
    String key() {
        return key;
    }

    /** How a message names it. */
    String title() {
        return title;
    }

    List<String> keys() {
        return keys;
    }
}
