package io.pvcsnapshotter.restore;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.cluster.ApiFailures;
import io.pvcsnapshotter.cluster.Manifests;
import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.ObjectName;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Objects as an API server keeps them: with uids, versions and generations, preconditions and
 * finalizers. Any write may be the last one of who makes it.
 */
class Store implements Manifests {
    /** The process that wrote has been killed. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static final String NAMESPACE = "shop";

    private final Map<ObjectKind, Map<String, Manifest>> objects = new EnumMap<>(ObjectKind.class);
    private int version;
    private int uids;
    private int writesLeft = Integer.MAX_VALUE;
    private boolean answersAreLost;

    /** What the administrator of a namespace may not do. */
    private Set<String> forbidden =
            Set.of(
                    "get persistentvolumes",
                    "patch persistentvolumes",
                    "get storageclasses.storage.k8s.io",
                    "get volumesnapshotcontents.snapshot.storage.k8s.io");

    private final Set<String> asked = new LinkedHashSet<>();
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");

    final Instant now() {
        return now;
    }

    final void pass(long seconds) {
        now = now.plusSeconds(seconds);
    }

    /** The next writes of a program succeed, and after the last of them it is killed. */
    final void killAfter(int writes) {
        writesLeft = writes;
    }

    final void killNobody() {
        writesLeft = Integer.MAX_VALUE;
    }

    /** The next write of a program is done, but it is told that there was a conflict. */
    final void loseAnAnswer() {
        answersAreLost = true;
    }

    private void written() {
        if (answersAreLost) {
            answersAreLost = false;
            throw ApiFailures.of(Kind.CONFLICT);
        }
        writesLeft--;
        if (writesLeft == 0) {
            throw new Killed();
        }
    }

    final Map<String, Manifest> all(ObjectKind kind) {
        return objects.computeIfAbsent(kind, _ -> new TreeMap<>());
    }

    final Optional<Manifest> find(ObjectKind kind, String name) {
        return Optional.ofNullable(all(kind).get(name));
    }

    /** Makes an object. */
    final Manifest make(ObjectKind kind, Manifest object) {
        if (all(kind).containsKey(object.name())) {
            throw ApiFailures.of(Kind.ALREADY_EXISTS);
        }
        return keep(
                kind,
                object.with("uid-" + ++uids, "metadata", "uid")
                        .with(NAMESPACE, "metadata", "namespace")
                        .with(1, "metadata", "generation")
                        .with(now.toString(), "metadata", "creationTimestamp"));
    }

    /** Changes an object as its controller does. */
    final Manifest keep(ObjectKind kind, Manifest object) {
        Manifest before = all(kind).get(object.name());
        Manifest counted =
                before != null && !before.at("spec").equals(object.at("spec"))
                        ? object.with(
                                before.number("metadata", "generation").orElse(1L) + 1,
                                "metadata",
                                "generation")
                        : object;
        Manifest kept = counted.with(String.valueOf(++version), "metadata", "resourceVersion");
        if (kept.deleting() && kept.texts("metadata", "finalizers").isEmpty()) {
            all(kind).remove(kept.name());
        } else {
            all(kind).put(kept.name(), kept);
        }
        return kept;
    }

    /** Asks for an object's deletion. */
    final void remove(ObjectKind kind, String name) {
        Manifest object = all(kind).get(name);
        if (object != null && !object.deleting()) {
            keep(kind, object.with(now.toString(), "metadata", "deletionTimestamp"));
        }
    }

    @Override
    public Optional<Manifest> get(ObjectKind kind, ObjectName name) {
        return find(kind, name.name());
    }

    @Override
    public List<Manifest> list(ObjectKind kind, String namespace) {
        return List.copyOf(all(kind).values());
    }

    @Override
    public List<Manifest> events(ObjectName about, String uid) {
        return List.of();
    }

    @Override
    public Manifest create(ObjectKind kind, Manifest object) {
        Manifest made = make(kind, object);
        written();
        return made;
    }

    @Override
    public void tryCreate(ObjectKind kind, Manifest object) {
        if (find(kind, object.name()).isPresent()) {
            throw ApiFailures.of(Kind.ALREADY_EXISTS);
        }
    }

    @Override
    public Manifest patch(ObjectKind kind, ObjectName name, Manifest patch) {
        Manifest before = existing(kind, name.name());
        if (!patch.resourceVersion().equals(before.resourceVersion())) {
            throw ApiFailures.of(Kind.CONFLICT);
        }
        JsonObject merged = before.json();
        merge(merged, patch.json());
        Manifest after = keep(kind, new Manifest(merged));
        written();
        return after;
    }

    private Manifest existing(ObjectKind kind, String name) {
        return find(kind, name).orElseThrow(() -> ApiFailures.of(Kind.NOT_FOUND));
    }

    private static void merge(JsonObject into, JsonObject patch) {
        for (Map.Entry<String, JsonElement> each : patch.entrySet()) {
            if (each.getValue().isJsonNull()) {
                into.remove(each.getKey());
            } else if (each.getValue() instanceof JsonObject part) {
                if (!(into.get(each.getKey()) instanceof JsonObject)) {
                    into.add(each.getKey(), new JsonObject());
                }
                merge(into.getAsJsonObject(each.getKey()), part);
            } else {
                into.add(each.getKey(), each.getValue());
            }
        }
    }

    @Override
    public void delete(ObjectKind kind, Manifest asRead) {
        Manifest object = existing(kind, asRead.name());
        if (!object.uid().equals(asRead.uid())
                || !object.resourceVersion().equals(asRead.resourceVersion())) {
            throw ApiFailures.of(Kind.CONFLICT);
        }
        remove(kind, object.name());
        written();
    }

    @Override
    public boolean may(String verb, ObjectKind kind, String namespace) {
        String right = verb + " " + kind;
        boolean granted = !forbidden.contains(right);
        if (granted) {
            asked.add(right);
        }
        return granted;
    }

    /** Everything else may be done. */
    final void forbid(String... rights) {
        forbidden = Set.of(rights);
    }

    /** Which rights are asked for and are there. */
    final List<String> granted(Runnable who) {
        asked.clear();
        who.run();
        return List.copyOf(asked);
    }
}
