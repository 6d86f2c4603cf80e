package io.pvcsnapshotter.cluster;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import java.io.IOException;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.Response;

/** One open watch of the API server: a JSON object a line, until either side ends it. */
final class EventStream implements AutoCloseable {
    private final Call call;
    private final Response response;
    private final String action;

    EventStream(Call call, Response response, String action) {
        this.call = call;
        this.response = response;
        this.action = action;
    }

    /**
     * @param type ADDED, MODIFIED, DELETED, BOOKMARK, or what API servers to come may add
     */
    record Event(String type, JsonObject object) {}

    /**
     * Waits for the next event.
     *
     * @return empty if the API server ended the watch, which it does from time to time
     * @throws ApiFailure if the connection broke, or the API server no longer knows the state
     *     watched from
     */
    Optional<Event> next() {
        String line;
        try {
            line = response.body().source().readUtf8Line();
        } catch (IOException broken) {
            throw new ApiFailure(Kind.UNREACHABLE, action, "the connection broke", broken);
        }
        if (line == null) {
            return Optional.empty();
        }
        Event event = parse(line);
        if (event.type().equals("ERROR")) {
            boolean expired =
                    event.object().get("code") instanceof JsonPrimitive code
                            && code.getAsString().equals("410");
            throw new ApiFailure(
                    expired ? Kind.EXPIRED : Kind.SERVER_ERROR, action, event.object().toString());
        }
        return Optional.of(event);
    }

    private Event parse(String line) {
        try {
            if (JsonParser.parseString(line) instanceof JsonObject event
                    && event.get("type") instanceof JsonPrimitive type
                    && event.get("object") instanceof JsonObject object) {
                return new Event(type.getAsString(), object);
            }
        } catch (JsonParseException broken) {
            throw new ApiFailure(Kind.UNREADABLE, action, "an event is not JSON", broken);
        }
        throw new ApiFailure(Kind.UNREADABLE, action, "an event is not as documented");
    }

    /** Ends the watch while another thread waits for its next event, which then fails. */
    void cancel() {
        call.cancel();
    }

    /** Only for the thread that reads: a response must not be closed under its reader. */
    @Override
    public void close() {
        call.cancel();
        response.close();
    }
}
