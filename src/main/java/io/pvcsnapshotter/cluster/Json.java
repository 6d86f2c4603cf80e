package io.pvcsnapshotter.cluster;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;

/**
 * Reads single objects that the API server sent. Unknown fields are ignored, so that a newer
 * cluster does not stop the backups. What is not as documented is a failure that says so.
 */
final class Json {
    private static final Gson GSON = new Gson();

    private Json() {}

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
    static <T> T read(JsonElement element, Class<T> type, String action) {
        if (!(element instanceof JsonObject object
                && object.get("metadata") instanceof JsonObject)) {
            throw withoutMetadata(action);
        }
        try {
            return GSON.fromJson(element, type);
        } catch (JsonParseException broken) {
            throw new ApiFailure(
                    Kind.UNREADABLE,
                    action,
                    "the answer is not as documented: " + broken.getMessage(),
                    broken);
        }
    }

    static ApiFailure withoutMetadata(String action) {
        return new ApiFailure(
                Kind.UNREADABLE, action, "an object has no metadata, which every one has");
    }
}
