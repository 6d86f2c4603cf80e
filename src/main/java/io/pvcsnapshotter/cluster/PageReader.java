package io.pvcsnapshotter.cluster;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the pages of one list, object by object as they arrive. Of each object it keeps what
 * decisions need, however large it is.
 */
final class PageReader<W extends Wire.Thing, T> {
    /** The longest that means something. */
    private static final int LONGEST = 4096;

    private final Class<W> wire;
    private final Function<W, T> reader;
    private final Gson gson;

    /**
     * @param reader makes of each object what is kept of it
     */
    PageReader(Class<W> wire, Kept kept, Function<W, T> reader) {
        this.wire = wire;
        this.reader = reader;
        Gson texts =
                new GsonBuilder()
                        .registerTypeAdapter(String.class, new BoundedText(kept.longestText()))
                        .create();
        this.gson =
                texts.newBuilder()
                        .registerTypeAdapter(Wire.Metadata.class, new MetadataAdapter(kept, texts))
                        .create();
    }

    /** A part of a list. */
    record Page<T>(List<T> items, Wire.ListMetadata metadata) {}

    /**
     * @param action what the page was asked for by
     */
    Page<T> read(Reader text, String action) {
        Wire.ListMetadata metadata = null;
        List<T> items = null;
        try {
            JsonReader in = new JsonReader(new ShortTexts(text, LONGEST));
            in.beginObject();
            while (in.hasNext()) {
                switch (in.nextName()) {
                    case "metadata" -> metadata = gson.fromJson(in, Wire.ListMetadata.class);
                    case "items" -> items = items(in, action);
                    default -> in.skipValue();
                }
            }
            in.endObject();
            if (in.peek() != JsonToken.END_DOCUMENT) {
                throw new IOException("it does not end where it should");
            }
        } catch (IOException | IllegalStateException | JsonParseException broken) {
            throw noList(action, broken.getMessage(), broken);
        }
        if (items == null) { // What has no items is no list, and must not pass for an empty one.
            throw noList(action, "it has no items", null);
        }
        return new Page<>(items, metadata == null ? new Wire.ListMetadata(null, null) : metadata);
    }

    private static ApiFailure noList(String action, String why, Exception cause) {
        return new ApiFailure(
                Kind.UNREADABLE, action, "the answer is not a list of objects: " + why, cause);
    }

    private List<T> items(JsonReader in, String action) throws IOException {
        List<T> items = new ArrayList<>();
        if (in.peek() == JsonToken.NULL) {
            in.nextNull();
            return items;
        }
        in.beginArray();
        while (in.hasNext()) {
            W item = gson.fromJson(in, wire);
            if (item == null || item.metadata() == null) {
                throw Json.withoutMetadata(action);
            }
            items.add(reader.apply(item));
        }
        in.endArray();
        return items;
    }

    /** A text that is longer is cut. */
    private static final class BoundedText extends TypeAdapter<String> {
        private final int longest;

        BoundedText(int longest) {
            this.longest = longest;
        }

        @Override
        public String read(JsonReader in) throws IOException {
            return MetadataAdapter.text(in, longest);
        }

        @Override
        public void write(JsonWriter out, String text) throws IOException {
            out.value(text);
        }
    }
}
