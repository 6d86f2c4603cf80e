package io.pvcsnapshotter.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.Pair;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A whole collection, read page by page from one consistent state of it.
 *
 * @param items of every page
 * @param observed the API server's clock when it answered the first page
 * @param resourceVersion of the state that was listed
 */
record Listing<T>(List<T> items, Instant observed, String resourceVersion) {
    /** The page size that kubectl and the controllers use. */
    private static final int PAGE = 500;

    /**
     * @param selector a label selector; empty for everything
     * @param type what the API server sends
     * @param reader makes of it what is kept
     */
    static <W, T> Listing<T> of(
            ApiServer api,
            Resource resource,
            Optional<String> namespace,
            String selector,
            Class<W> type,
            Function<W, T> reader) {
        try {
            return once(api, resource, namespace, selector, type, reader);
        } catch (ApiFailure failure) {
            if (failure.kind() != Kind.EXPIRED) {
                throw failure;
            }
            return once(api, resource, namespace, selector, type, reader);
        }
    }

    private static <W, T> Listing<T> once(
            ApiServer api,
            Resource resource,
            Optional<String> namespace,
            String selector,
            Class<W> type,
            Function<W, T> reader) {
        String where = namespace.map("namespace "::concat).orElse("the cluster");
        String action = "list %s in %s".formatted(resource, where);
        Json json = Json.ofList();
        List<T> items = new ArrayList<>();
        Instant observed = null;
        String next = "";
        String version = "";
        do {
            ApiServer.Answer answer = api.list(resource, namespace, query(selector, next), action);
            JsonObject page = Json.object(answer.body(), action);
            for (JsonElement each : items(page, action)) {
                items.add(reader.apply(json.read(each, type, action)));
            }
            observed = observed == null ? answer.date() : observed;
            version = ofMetadata(page, "resourceVersion");
            next = ofMetadata(page, "continue");
        } while (!next.isEmpty());
        return new Listing<>(items, observed, version);
    }

    private static List<Pair> query(String selector, String next) {
        List<Pair> query = new ArrayList<>(List.of(new Pair("limit", String.valueOf(PAGE))));
        if (!selector.isEmpty()) {
            query.add(new Pair("labelSelector", selector));
        }
        if (!next.isEmpty()) {
            query.add(new Pair("continue", next));
        }
        return query;
    }

    /** What has no items is no list, and must not pass for an empty one. */
    private static JsonArray items(JsonObject page, String action) {
        return switch (page.get("items")) {
            case JsonArray array -> array;
            case JsonNull _ -> new JsonArray();
            case null, default ->
                    throw new ApiFailure(
                            Kind.UNREADABLE, action, "the answer is not a list of objects");
        };
    }

    private static String ofMetadata(JsonObject page, String key) {
        return page.get("metadata") instanceof JsonObject metadata ? Json.text(metadata, key) : "";
    }
}
