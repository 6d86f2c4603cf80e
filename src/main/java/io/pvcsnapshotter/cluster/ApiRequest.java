package io.pvcsnapshotter.cluster;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.Pair;
import io.pvcsnapshotter.model.ObjectName;
import java.util.List;
import java.util.Optional;

/**
 * One request to the API server.
 *
 * @param body in JSON, if there is one
 * @param action what it is for, as a failure says it
 * @param namesObject whether it is about one object that is there already; so that it can be told
 *     whether the object or its kind is not there
 */
record ApiRequest(
        String method,
        String path,
        List<Pair> query,
        Optional<JsonObject> body,
        String action,
        boolean namesObject) {

    static ApiRequest list(Resource<?, ?> resource, Area area, List<Pair> query) {
        String action = "list %s in %s".formatted(resource, area);
        return new ApiRequest("GET", resource.path(area), query, Optional.empty(), action, false);
    }

    static ApiRequest watch(Resource<?, ?> resource, Area area, List<Pair> query) {
        String action = "watch %s in %s".formatted(resource, area);
        return new ApiRequest("GET", resource.path(area), query, Optional.empty(), action, false);
    }

    static ApiRequest get(Resource<?, ?> resource, ObjectName name) {
        String action = "read %s %s".formatted(resource, name);
        return new ApiRequest(
                "GET", resource.path(name), List.of(), Optional.empty(), action, true);
    }

    static ApiRequest create(Resource<?, ?> resource, ObjectName name, JsonObject body) {
        String action = "create %s %s".formatted(resource, name);
        String path = resource.path(Area.around(name));
        return new ApiRequest("POST", path, List.of(), Optional.of(body), action, false);
    }

    static ApiRequest patch(
            Resource<?, ?> resource, ObjectName name, List<Pair> query, JsonObject patch) {
        String action = "change %s %s".formatted(resource, name);
        return new ApiRequest(
                "PATCH", resource.path(name), query, Optional.of(patch), action, true);
    }

    static ApiRequest delete(Resource<?, ?> resource, ObjectName name, JsonObject options) {
        String action = "delete %s %s".formatted(resource, name);
        return new ApiRequest(
                "DELETE", resource.path(name), List.of(), Optional.of(options), action, true);
    }
}
