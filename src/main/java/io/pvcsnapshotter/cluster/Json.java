package io.pvcsnapshotter.cluster;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads what the API server sent. Fields that we do not know are passed over, so that a newer
 * cluster does not stop the backups; what is not as documented is a failure that says so.
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
            throw new ApiFailure(
                    Kind.UNREADABLE, action, "an object has no metadata, which every one has");
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

    private static final class SharedTexts extends TypeAdapter<String> {
        /** Names, uids and versions are all different: to remember each would cost more. */
        private static final int MOST = 50_000;

        private final TypeAdapter<String> plain = new Gson().getAdapter(String.class);
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
