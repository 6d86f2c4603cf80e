package io.pvcsnapshotter.cluster;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.Pair;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.ObjectName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The requests behind {@link Manifests}. */
final class ManifestCalls implements Manifests {
    /** Whom the API server notes down as the owner of the fields that are written here. */
    private static final Pair MANAGER = new Pair("fieldManager", "pvc-snapshotter-restore");

    private static final Pair DRY_RUN = new Pair("dryRun", "All");
    private static final String PAGE = "500";

    private final ApiServer api;

    ManifestCalls(ApiServer api) {
        this.api = api;
    }

    @Override
    public Optional<Manifest> get(ObjectKind kind, ObjectName name) {
        try {
            return Optional.of(
                    manifest(
                            request("GET", kind.path(name), List.of(), named("read", kind, name))));
        } catch (ApiFailure failure) {
            if (failure.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public List<Manifest> list(ObjectKind kind, String namespace) {
        return list(kind, namespace, List.of());
    }

    @Override
    public List<Manifest> events(ObjectName about, String uid) {
        Pair selector = new Pair("fieldSelector", "involvedObject.uid=" + uid);
        return list(ObjectKind.EVENT, about.namespace(), List.of(selector)).stream()
                .sorted(Comparator.comparing(ManifestCalls::lastSeen))
                .toList();
    }

    private static String lastSeen(Manifest event) {
        return event.text("lastTimestamp")
                .or(() -> event.text("eventTime"))
                .or(() -> event.text("metadata", "creationTimestamp"))
                .orElse("");
    }

    private List<Manifest> list(ObjectKind kind, String namespace, List<Pair> selection) {
        String action = "list %s in namespace %s".formatted(kind, namespace);
        List<Manifest> objects = new ArrayList<>();
        String next = "";
        do {
            List<Pair> query = new ArrayList<>(selection);
            query.add(new Pair("limit", PAGE));
            if (!next.isEmpty()) {
                query.add(new Pair("continue", next));
            }
            Manifest page =
                    manifest(
                            new ApiRequest(
                                    "GET",
                                    kind.path(namespace),
                                    query,
                                    Optional.empty(),
                                    action,
                                    false));
            objects.addAll(page.each("items"));
            next = page.text("metadata", "continue").orElse("");
        } while (!next.isEmpty());
        return objects;
    }

    @Override
    public Manifest create(ObjectKind kind, Manifest object) {
        return create(kind, object, List.of(MANAGER), "create");
    }

    @Override
    public void tryCreate(ObjectKind kind, Manifest object) {
        create(kind, object, List.of(MANAGER, DRY_RUN), "check the creation of");
    }

    private Manifest create(ObjectKind kind, Manifest object, List<Pair> query, String verb) {
        ObjectName name = object.objectName();
        return manifest(
                new ApiRequest(
                        "POST",
                        kind.path(name.namespace()),
                        query,
                        Optional.of(object.json()),
                        "%s %s %s".formatted(verb, kind, name),
                        false));
    }

    @Override
    public Manifest patch(ObjectKind kind, ObjectName name, Manifest patch) {
        return manifest(
                new ApiRequest(
                        "PATCH",
                        kind.path(name),
                        List.of(MANAGER),
                        Optional.of(patch.json()),
                        named("change", kind, name),
                        true));
    }

    @Override
    public void delete(ObjectKind kind, Manifest asRead) {
        ObjectName name = asRead.objectName();
        JsonObject options = ToWire.deletion(asRead.uid(), Optional.of(asRead.resourceVersion()));
        api.send(
                new ApiRequest(
                        "DELETE",
                        kind.path(name),
                        List.of(),
                        Optional.of(options),
                        named("delete", kind, name),
                        true));
    }

    @Override
    public boolean may(String verb, ObjectKind kind, String namespace) {
        Manifest review =
                new Manifest()
                        .with("authorization.k8s.io/v1", "apiVersion")
                        .with("SelfSubjectAccessReview", "kind")
                        .with(verb, "spec", "resourceAttributes", "verb")
                        .with(kind.group(), "spec", "resourceAttributes", "group")
                        .with(kind.plural(), "spec", "resourceAttributes", "resource");
        Manifest asked =
                kind.namespaced()
                        ? review.with(namespace, "spec", "resourceAttributes", "namespace")
                        : review;
        return manifest(
                        new ApiRequest(
                                "POST",
                                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                                List.of(),
                                Optional.of(asked.json()),
                                "ask for the right to %s %s".formatted(verb, kind),
                                false))
                .is("status", "allowed");
    }

    private static String named(String verb, ObjectKind kind, ObjectName name) {
        return "%s %s %s".formatted(verb, kind, kind.namespaced() ? name : name.name());
    }

    private static ApiRequest request(String method, String path, List<Pair> query, String action) {
        return new ApiRequest(method, path, query, Optional.empty(), action, true);
    }

    private Manifest manifest(ApiRequest request) {
        return new Manifest(Json.object(api.send(request), request.action()));
    }
}
