package io.pvcsnapshotter.cluster;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Reads the metadata of a listed object, and steps over what is not kept of it. */
final class MetadataAdapter extends TypeAdapter<Wire.Metadata> {
    /** No name, uid, version or time is longer. */
    private static final int LONGEST = 256;

    private final Kept kept;
    private final TypeAdapter<List<Wire.Owner>> owners;
    private final TypeAdapter<List<String>> texts;

    /**
     * @param gson reads the parts
     */
    MetadataAdapter(Kept kept, Gson gson) {
        this.kept = kept;
        this.owners = gson.getAdapter(new TypeToken<>() {});
        this.texts = gson.getAdapter(new TypeToken<>() {});
    }

    @Override
    public Wire.Metadata read(JsonReader in) throws IOException {
        if (in.peek() == JsonToken.NULL) {
            in.nextNull();
            return null;
        }
        Map<String, String> simple = new HashMap<>();
        Map<String, String> labels = null;
        Map<String, String> annotations = null;
        List<Wire.Owner> ownerReferences = null;
        List<String> finalizers = null;
        in.beginObject();
        while (in.hasNext()) {
            String field = in.nextName();
            switch (field) {
                case "name",
                        "namespace",
                        "uid",
                        "resourceVersion",
                        "creationTimestamp",
                        "deletionTimestamp" ->
                        simple.put(field, text(in, LONGEST));
                case "labels" -> labels = marks(in, kept::ofLabel);
                case "annotations" -> annotations = marks(in, kept::ofAnnotation);
                case "ownerReferences" -> ownerReferences = owners.read(in);
                case "finalizers" -> finalizers = texts.read(in);
                default -> in.skipValue();
            }
        }
        in.endObject();
        return new Wire.Metadata(
                simple.get("name"),
                simple.get("namespace"),
                simple.get("uid"),
                simple.get("resourceVersion"),
                simple.get("creationTimestamp"),
                simple.get("deletionTimestamp"),
                labels,
                annotations,
                ownerReferences,
                finalizers);
    }

    private static Map<String, String> marks(JsonReader in, ToIntFunction<String> longest)
            throws IOException {
        if (in.peek() == JsonToken.NULL) {
            in.nextNull();
            return null;
        }
        Map<String, String> marks = new HashMap<>();
        in.beginObject();
        while (in.hasNext()) {
            String key = in.nextName();
            int most = longest.applyAsInt(key);
            if (most == 0) {
                in.skipValue();
            } else {
                marks.put(key, text(in, most));
            }
        }
        in.endObject();
        return marks;
    }

    /** A text, cut to that length; null where it is null. */
    static String text(JsonReader in, int longest) throws IOException {
        if (in.peek() == JsonToken.NULL) {
            in.nextNull();
            return null;
        }
        String text = in.nextString();
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    @Override
    public void write(JsonWriter out, Wire.Metadata metadata) {
        throw new UnsupportedOperationException("metadata is only read");
    }
}
