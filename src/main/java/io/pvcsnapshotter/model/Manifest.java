package io.pvcsnapshotter.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object of the API, or a part of one, as a whole: for who has to write back what he does not
 * know. What is absent, or of another type than asked for, is empty. It never changes; the methods
 * {@code with} return a changed copy.
 */
public final class Manifest {
    private final JsonObject json;

    /** Takes a copy. */
    public Manifest(JsonObject json) {
        this.json = json.deepCopy();
    }

    public Manifest() {
        this(new JsonObject());
    }

    /** Reads JSON; empty if it is none, or no object. */
    public static Optional<Manifest> read(String text) {
        try {
            return JsonParser.parseString(text) instanceof JsonObject object
                    ? Optional.of(new Manifest(object))
                    : Optional.empty();
        } catch (JsonParseException notJson) {
            return Optional.empty();
        }
    }

    public String name() {
        return text("metadata", "name").orElse("");
    }

    public ObjectName objectName() {
        return new ObjectName(text("metadata", "namespace").orElse(""), name());
    }

    public String uid() {
        return text("metadata", "uid").orElse("");
    }

    public String resourceVersion() {
        return text("metadata", "resourceVersion").orElse("");
    }

    /** Whether somebody has asked for its deletion. */
    public boolean deleting() {
        return text("metadata", "deletionTimestamp").isPresent();
    }

    public Instant created() {
        return time("metadata", "creationTimestamp").orElse(Instant.EPOCH);
    }

    public Optional<String> annotation(String key) {
        return text("metadata", "annotations", key);
    }

    public Optional<String> label(String key) {
        return text("metadata", "labels", key);
    }

    public Optional<String> text(String... path) {
        return find(path)
                .filter(JsonElement::isJsonPrimitive)
                .map(JsonElement::getAsString)
                .filter(each -> !each.isEmpty());
    }

    public Optional<Long> number(String... path) {
        try {
            return find(path)
                    .filter(each -> each instanceof JsonPrimitive plain && plain.isNumber())
                    .map(JsonElement::getAsLong);
        } catch (NumberFormatException notWhole) {
            return Optional.empty();
        }
    }

    /** Whether that is {@code true}. */
    public boolean is(String... path) {
        return find(path)
                .filter(each -> each instanceof JsonPrimitive plain && plain.isBoolean())
                .map(JsonElement::getAsBoolean)
                .orElse(false);
    }

    public Optional<Instant> time(String... path) {
        try {
            return text(path).map(each -> OffsetDateTime.parse(each).toInstant());
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    public Optional<Manifest> at(String... path) {
        return find(path)
                .filter(JsonObject.class::isInstance)
                .map(each -> new Manifest(each.getAsJsonObject()));
    }

    /** The objects of a list. */
    public List<Manifest> each(String... path) {
        List<Manifest> objects = new ArrayList<>();
        for (JsonElement each : array(path)) {
            if (each instanceof JsonObject object) {
                objects.add(new Manifest(object));
            }
        }
        return objects;
    }

    /** The texts of a list. */
    public List<String> texts(String... path) {
        List<String> texts = new ArrayList<>();
        for (JsonElement each : array(path)) {
            if (each.isJsonPrimitive()) {
                texts.add(each.getAsString());
            }
        }
        return texts;
    }

    /** The texts of an object, by their keys. */
    public Map<String, String> map(String... path) {
        Map<String, String> map = new LinkedHashMap<>();
        find(path)
                .filter(JsonObject.class::isInstance)
                .map(JsonElement::getAsJsonObject)
                .ifPresent(object ->
                        object.entrySet().stream()
                                .filter(each -> each.getValue().isJsonPrimitive())
                                .forEach(each ->
                                        map.put(each.getKey(), each.getValue().getAsString())));
        return map;
    }

    public boolean has(String... path) {
        return find(path).filter(each -> !each.isJsonNull()).isPresent();
    }

    public Manifest with(String value, String... path) {
        return put(new JsonPrimitive(value), path);
    }

    public Manifest with(Number value, String... path) {
        return put(new JsonPrimitive(value), path);
    }

    public Manifest with(boolean value, String... path) {
        return put(new JsonPrimitive(value), path);
    }

    public Manifest with(Manifest value, String... path) {
        return put(value.json.deepCopy(), path);
    }

    public Manifest with(List<String> texts, String... path) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return put(array, path);
    }

    public Manifest withEach(List<Manifest> objects, String... path) {
        JsonArray array = new JsonArray();
        objects.forEach(each -> array.add(each.json.deepCopy()));
        return put(array, path);
    }

    /** In a merge patch: takes it off. */
    public Manifest withNull(String... path) {
        return put(JsonNull.INSTANCE, path);
    }

    public Manifest without(String... path) {
        Manifest copy = new Manifest(json);
        JsonObject parent = copy.json;
        for (int i = 0; i < path.length - 1; i++) {
            if (!(parent.get(path[i]) instanceof JsonObject next)) {
                return this;
            }
            parent = next;
        }
        parent.remove(path[path.length - 1]);
        return copy;
    }

    private Manifest put(JsonElement value, String... path) {
        Manifest copy = new Manifest(json);
        JsonObject parent = copy.json;
        for (int i = 0; i < path.length - 1; i++) {
            if (!(parent.get(path[i]) instanceof JsonObject)) {
                parent.add(path[i], new JsonObject());
            }
            parent = parent.getAsJsonObject(path[i]);
        }
        parent.add(path[path.length - 1], value);
        return copy;
    }

    private JsonArray array(String... path) {
        return find(path)
                .filter(JsonArray.class::isInstance)
                .map(JsonElement::getAsJsonArray)
                .orElseGet(JsonArray::new);
    }

    private Optional<JsonElement> find(String... path) {
        JsonElement place = json;
        for (String each : path) {
            if (!(place instanceof JsonObject object) || object.get(each) == null) {
                return Optional.empty();
            }
            place = object.get(each);
        }
        return Optional.of(place);
    }

    /** A copy in JSON. */
    public JsonObject json() {
        return json.deepCopy();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Manifest that && json.equals(that.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
