package io.pvcsnapshotter.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.pvcsnapshotter.model.Manifest;
import java.util.Map;
import java.util.regex.Pattern;

/** A manifest as people keep it in files. */
public final class Yaml {
    /** Texts that every YAML reader takes for texts without quotes. */
    private static final Pattern PLAIN =
            Pattern.compile(
                    "(?!(?i:true|false|yes|no|on|off|null|y|n|~)$)[A-Za-z_/][A-Za-z0-9_./-]*");

    private Yaml() {}

    public static String of(Manifest manifest) {
        StringBuilder text = new StringBuilder();
        object(manifest.json(), "", text);
        return text.toString();
    }

    private static void object(JsonObject object, String indent, StringBuilder text) {
        for (Map.Entry<String, JsonElement> each : object.entrySet()) {
            text.append(indent).append(scalar(new JsonPrimitive(each.getKey()))).append(':');
            value(each.getValue(), indent, text);
        }
    }

    private static void value(JsonElement value, String indent, StringBuilder text) {
        switch (value) {
            case JsonObject object when !object.isEmpty() -> {
                text.append('\n');
                object(object, indent + "  ", text);
            }
            case JsonArray array when !array.isEmpty() -> {
                text.append('\n');
                for (JsonElement each : array) {
                    text.append(indent).append('-');
                    item(each, indent, text);
                }
            }
            default -> text.append(' ').append(scalar(value)).append('\n');
        }
    }

    /** An object in a list begins on the line of its dash. */
    private static void item(JsonElement item, String indent, StringBuilder text) {
        if (item instanceof JsonObject object && !object.isEmpty()) {
            StringBuilder inner = new StringBuilder();
            object(object, indent + "  ", inner);
            text.append(' ').append(inner.substring(indent.length() + 2));
        } else {
            value(item, indent + "  ", text);
        }
    }

    /** JSON is YAML: what is not surely plain is quoted as there. */
    private static String scalar(JsonElement value) {
        return value instanceof JsonPrimitive primitive
                        && primitive.isString()
                        && PLAIN.matcher(primitive.getAsString()).matches()
                ? primitive.getAsString()
                : value.toString();
    }
}
