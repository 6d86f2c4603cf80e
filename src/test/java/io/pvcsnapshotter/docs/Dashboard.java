package io.pvcsnapshotter.docs;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The dashboard that Grafana imports. */
public record Dashboard(JsonObject json) {
    public static final Path FILE =
            Path.of(
                    System.getProperty("project.basedir", ""),
                    "manifests/components/dashboard/pvc-snapshotter.json");

    public static Dashboard shipped() {
        try {
            return new Dashboard(JsonParser.parseString(Files.readString(FILE)).getAsJsonObject());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What shows something, and not the titles of rows. */
    public List<JsonObject> panels() {
        return objects(json.getAsJsonArray("panels"))
                .filter(each -> !each.get("type").getAsString().equals("row"))
                .toList();
    }

    public static List<JsonObject> targets(JsonObject panel) {
        return objects(panel.getAsJsonArray("targets")).toList();
    }

    public List<JsonObject> variables() {
        return objects(json.getAsJsonObject("templating").getAsJsonArray("list")).toList();
    }

    /**
     * What Grafana asks Prometheus when the dashboard is opened, in the order of the panels.
     *
     * @param chosen values of variables that somebody chose; the others have those of the file
     * @return each expression by the title of its panel, a slash, and its letter
     */
    public Map<String, String> expressions(Map<String, String> chosen) {
        Map<String, String> values =
                variables().stream()
                        .collect(Collectors.toMap(each -> text(each, "name"), Dashboard::value));
        values.putAll(chosen);
        Map<String, String> expressions = new LinkedHashMap<>();
        for (JsonObject panel : panels()) {
            for (JsonObject target : targets(panel)) {
                expressions.put(
                        text(panel, "title") + "/" + text(target, "refId"),
                        substituted(text(target, "expr"), values));
            }
        }
        return expressions;
    }

    private static String substituted(String expression, Map<String, String> values) {
        String substituted = expression;
        for (Map.Entry<String, String> each : values.entrySet()) {
            substituted = substituted.replace("$" + each.getKey(), each.getValue());
        }
        return substituted;
    }

    private static String value(JsonObject variable) {
        JsonElement current = variable.getAsJsonObject("current").get("value");
        if (current == null) {
            return "";
        }
        String value =
                current.isJsonArray()
                        ? current.getAsJsonArray().get(0).getAsString()
                        : current.getAsString();
        return value.equals("$__all") ? text(variable, "allValue") : value;
    }

    /** The text at a key of a JSON object, which has to have it. */
    public static String text(JsonObject object, String key) {
        return object.get(key).getAsString();
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsJsonObject);
    }
}
