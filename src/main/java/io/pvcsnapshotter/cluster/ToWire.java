package io.pvcsnapshotter.cluster;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.model.EventNote;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.ScheduleFields;
import io.pvcsnapshotter.model.SnapshotRequest;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes what we send: objects, changes of them, options. */
final class ToWire {
    /** The only form of {@code eventTime} that every API server reads. */
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    /** In bytes of UTF-8; the API server refuses longer ones. */
    private static final int LONGEST_NOTE = 1024;

    private static final String MORE = "...";

    private ToWire() {}

    static JsonObject snapshot(SnapshotRequest request) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", request.name().name());
        metadata.addProperty("namespace", request.name().namespace());
        metadata.add("labels", object(request.labels()));
        metadata.add("annotations", object(request.annotations()));
        JsonObject source = new JsonObject();
        source.addProperty("persistentVolumeClaimName", request.claim());
        JsonObject spec = new JsonObject();
        spec.add("source", source);
        request.snapshotClass()
                .ifPresent(name -> spec.addProperty("volumeSnapshotClassName", name));
        JsonObject snapshot = new JsonObject();
        snapshot.addProperty("apiVersion", "snapshot.storage.k8s.io/v1");
        snapshot.addProperty("kind", "VolumeSnapshot");
        snapshot.add("metadata", metadata);
        snapshot.add("spec", spec);
        return snapshot;
    }

    static JsonObject event(EventNote note, Instant now) {
        EventNote.Regarding about = note.about();
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", note.name());
        metadata.addProperty("namespace", about.name().namespace());
        JsonObject regarding = new JsonObject();
        regarding.addProperty("apiVersion", about.apiVersion());
        regarding.addProperty("kind", about.kind());
        regarding.addProperty("namespace", about.name().namespace());
        regarding.addProperty("name", about.name().name());
        regarding.addProperty("uid", about.uid());
        JsonObject event = new JsonObject();
        event.addProperty("apiVersion", "events.k8s.io/v1");
        event.addProperty("kind", "Event");
        event.add("metadata", metadata);
        event.addProperty("eventTime", MICROSECONDS.format(now.atOffset(ZoneOffset.UTC)));
        event.addProperty("reportingController", Ownership.PROGRAM);
        event.addProperty("reportingInstance", Ownership.PROGRAM);
        event.addProperty("type", note.warning() ? "Warning" : "Normal");
        event.addProperty("reason", note.reason());
        event.addProperty("action", note.action());
        event.addProperty("note", cut(note.note()));
        event.add("regarding", regarding);
        return event;
    }

    /** A merge patch of a CronJob of which nothing has changed since that resource version. */
    static JsonObject change(String resourceVersion, ScheduleFields fields) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("resourceVersion", resourceVersion);
        JsonObject spec = new JsonObject();
        fields.schedule().ifPresent(value -> spec.addProperty("schedule", value));
        fields.timeZone().ifPresent(value -> spec.addProperty("timeZone", value));
        fields.suspend().ifPresent(value -> spec.addProperty("suspend", value));
        JsonObject patch = new JsonObject();
        patch.add("metadata", metadata);
        patch.add("spec", spec);
        return patch;
    }

    /** Options that delete an object only if both are still these. */
    static JsonObject deletion(String uid, Optional<String> resourceVersion) {
        JsonObject preconditions = new JsonObject();
        preconditions.addProperty("uid", uid);
        resourceVersion.ifPresent(each -> preconditions.addProperty("resourceVersion", each));
        JsonObject options = new JsonObject();
        options.addProperty("apiVersion", "v1");
        options.addProperty("kind", "DeleteOptions");
        options.add("preconditions", preconditions);
        return options;
    }

    private static String cut(String note) {
        if (note.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NOTE) {
            return note;
        }
        // The encoder stops before a character that no longer fits as a whole.
        CharsetEncoder encoder =
                StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
        CharBuffer characters = CharBuffer.wrap(note);
        encoder.encode(characters, ByteBuffer.allocate(LONGEST_NOTE - MORE.length()), true);
        return note.substring(0, characters.position()) + MORE;
    }

    private static JsonObject object(Map<String, String> map) {
        JsonObject object = new JsonObject();
        new TreeMap<>(map).forEach(object::addProperty);
        return object;
    }
}
