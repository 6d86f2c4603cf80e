package io.pvcsnapshotter.it;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.pvcsnapshotter.testbed.TestBed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A role of the manifests, whose rights can be taken away.
 *
 * @param kind {@code role} or {@code clusterrole}
 * @param namespace that of the install
 * @param account the name of the service account that the role is bound to
 */
record InstalledRole(TestBed bed, String kind, String namespace, String name, String account) {

    /**
     * Takes each verb on each resource away in turn, and only that one.
     *
     * @param misses whether a right, such as {@code list volumesnapshots}, is missed now
     * @return the rights that were not missed
     */
    List<String> notMissed(Predicate<String> misses) {
        List<String> rights = new ArrayList<>();
        JsonObject role = bed.get(kind, name, "--namespace", namespace);
        for (JsonObject rule : rules(role)) {
            for (JsonElement resource : rule.getAsJsonArray("resources")) {
                for (JsonElement verb : rule.getAsJsonArray("verbs")) {
                    String right = verb.getAsString() + " " + resource.getAsString();
                    takeAway(role, rule, resource, verb);
                    if (!misses.test(right)) {
                        rights.add(right);
                    }
                }
            }
        }
        return rights;
    }

    private static List<JsonObject> rules(JsonObject role) {
        return role.getAsJsonArray("rules").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    /** Waits until the API server has taken notice. */
    private void takeAway(
            JsonObject role, JsonObject rule, JsonElement resource, JsonElement verb) {
        JsonArray rest = new JsonArray();
        for (JsonObject each : rules(role)) {
            for (JsonElement ofResource : each.getAsJsonArray("resources")) {
                JsonObject single = each.deepCopy();
                single.add("resources", array(ofResource));
                if (each == rule && ofResource.equals(resource)) {
                    single.getAsJsonArray("verbs").remove(verb);
                }
                if (!single.getAsJsonArray("verbs").isEmpty()) {
                    rest.add(single);
                }
            }
        }
        JsonObject patch = new JsonObject();
        patch.add("rules", rest);
        bed.kubectl(
                "patch",
                kind,
                name,
                "--namespace",
                namespace,
                "--type=merge",
                "-p",
                patch.toString());
        String group = rule.getAsJsonArray("apiGroups").get(0).getAsString();
        String full = resource.getAsString() + (group.isEmpty() ? "" : "." + group);
        String named =
                rule.has("resourceNames")
                        ? "/" + rule.getAsJsonArray("resourceNames").get(0).getAsString()
                        : "";
        bed.until(
                "the right is gone: " + verb + " " + full,
                () -> !allows(verb.getAsString(), full + named));
    }

    private static JsonArray array(JsonElement element) {
        JsonArray array = new JsonArray();
        array.add(element);
        return array;
    }

    /**
     * Whether the account may do this, by this role or any other: in the whole cluster if it is a
     * cluster role, else in the install's namespace.
     */
    boolean allows(String verb, String resource) {
        String user = "system:serviceaccount:%s:%s".formatted(namespace, account);
        String where = kind.equals("clusterrole") ? "-A" : "--namespace=" + namespace;
        return bed.kubectlAnyway("auth", "can-i", verb, resource, where, "--as", user)
                .startsWith("yes");
    }
}
