package io.pvcsnapshotter.cluster;

import io.kubernetes.client.openapi.Pair;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole collection, read page by page from one consistent state of it.
 *
 * @param items of every page
 * @param observed the API server's clock when it answered the first page
 * @param resourceVersion of the state that was listed
 */
record Listing<T>(Area area, List<T> items, Instant observed, String resourceVersion) {
    /** The page size that kubectl and the controllers use. */
    private static final int PAGE = 500;

    /**
     * @param selector a label selector; empty for everything
     */
    static <T> Listing<T> of(ApiServer api, Resource<?, T> resource, Area area, String selector) {
        return selector.isEmpty()
                ? of(api, resource, area)
                : of(api, resource, area, new Pair("labelSelector", selector));
    }

    /**
     * @param filter parameters that leave out objects
     */
    static <T> Listing<T> of(ApiServer api, Resource<?, T> resource, Area area, Pair... filter) {
        try {
            return once(api, resource, area, filter);
        } catch (ApiFailure failure) {
            if (failure.kind() != Kind.EXPIRED) {
                throw failure;
            }
            return once(api, resource, area, filter);
        }
    }

    private static <T> Listing<T> once(
            ApiServer api, Resource<?, T> resource, Area area, Pair... filter) {
        PageReader<?, T> pages = resource.pages();
        List<T> items = new ArrayList<>();
        Instant observed = null;
        String next = "";
        String version = "";
        do {
            ApiRequest request = ApiRequest.list(resource, area, query(next, filter));
            ApiServer.Answer<PageReader.Page<T>> answer =
                    api.send(request, text -> pages.read(text, request.action()));
            PageReader.Page<T> page = answer.content();
            items.addAll(page.items());
            observed = observed == null ? answer.date() : observed;
            version = page.metadata().resourceVersion();
            next = page.metadata().next();
        } while (!next.isEmpty());
        return new Listing<>(area, items, observed, version);
    }

    private static List<Pair> query(String next, Pair... filter) {
        List<Pair> query = new ArrayList<>(List.of(filter));
        query.add(new Pair("limit", String.valueOf(PAGE)));
        if (!next.isEmpty()) {
            query.add(new Pair("continue", next));
        }
        return query;
    }
}
