package io.pvcsnapshotter.cluster;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads what the API server sent. Unknown fields are ignored, so that a newer cluster does not stop
 * the backups. What is not as documented is a failure that says so.
 */
final class Json {
    /** For single objects. */
    static final Json PLAIN = new Json(new Gson());

    private final Gson gson;

    private Json(Gson gson) {
        this.gson = gson;
    }

    /**
     * Reads the objects of one list, on one thread. Equal texts become one object: snapshots share
     * the keys and most values of their labels and annotations, which are the largest part of them.
     */
    static Json ofList() {
        return new Json(
                new GsonBuilder().registerTypeAdapter(String.class, new SharedTexts()).create());
    }

    static JsonObject object(String body, String action) {
        try {
            if (JsonParser.parseString(body) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonParseException broken) {
            throw new ApiFailure(Kind.UNREADABLE, action, "the answer is not JSON", broken);
        }
        throw new ApiFailure(Kind.UNREADABLE, action, "the answer is not a JSON object");
    }

    /** The text of that key; empty if there is none. */
    static String text(JsonObject object, String key) {
        JsonElement value = object.get(key);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }

    /** Reads an object that came with what was asked for by that action. */
    <T> T read(JsonElement element, Class<T> type, String action) {
        if (!(element instanceof JsonObject object
                && object.get("metadata") instanceof JsonObject)) {
            throw withoutMetadata(action);
        }
        try {
            return gson.fromJson(element, type);
        } catch (JsonParseException broken) {
            throw new ApiFailure(
                    Kind.UNREADABLE,
                    action,
                    "the answer is not as documented: " + broken.getMessage(),
                    broken);
        }
    }

    /**
     * Reads a list object by object: most of it is fields that nobody needs.
     *
     * @param each is given every object in turn
     */
    <W extends Wire.Thing> Wire.ListMetadata readList(
            String body, Class<W> type, Consumer<W> each, String action) {
        Wire.ListMetadata metadata = null;
        boolean isList = false;
        try (JsonReader in = new JsonReader(new StringReader(body))) {
            in.beginObject();
            while (in.hasNext()) {
                switch (in.nextName()) {
                    case "metadata" -> metadata = gson.fromJson(in, Wire.ListMetadata.class);
                    case "items" -> {
                        isList = true;
                        readItems(in, type, each, action);
                    }
                    default -> in.skipValue();
                }
            }
        } catch (IOException | IllegalStateException | JsonParseException broken) {
            throw new ApiFailure(
                    Kind.UNREADABLE,
                    action,
                    "the answer is not a list of objects: " + broken.getMessage(),
                    broken);
        }
        if (!isList) { // What has no items is no list, and must not pass for an empty one.
            throw new ApiFailure(
                    Kind.UNREADABLE,
                    action,
                    "the answer is not a list of objects: it has no items");
        }
        return metadata == null ? new Wire.ListMetadata(null, null) : metadata;
    }

    private <W extends Wire.Thing> void readItems(
            JsonReader in, Class<W> type, Consumer<W> each, String action) throws IOException {
        if (in.peek() == JsonToken.NULL) {
            in.nextNull();
            return;
        }
        in.beginArray();
        while (in.hasNext()) {
            W item = gson.fromJson(in, type);
            if (item == null || item.metadata() == null) {
                throw withoutMetadata(action);
            }
            each.accept(item);
        }
        in.endArray();
    }

    private static ApiFailure withoutMetadata(String action) {
        return new ApiFailure(
                Kind.UNREADABLE, action, "an object has no metadata, which every one has");
    }

    private static final class SharedTexts extends TypeAdapter<String> {
        /** Names, uids and versions are all different: to remember each would cost more. */
        private static final int MOST = 50_000;

        private final TypeAdapter<String> plain = PLAIN.gson.getAdapter(String.class);
        private final Map<String, String> known = new HashMap<>();

        @Override
        public String read(JsonReader in) throws IOException {
            String text = plain.read(in);
            String same = known.get(text);
            if (same != null || text == null) {
                return same;
            }
            if (known.size() < MOST) {
                known.put(text, text);
            }
            return text;
        }

        @Override
        public void write(JsonWriter out, String text) throws IOException {
            plain.write(out, text);
        }
    }
}
