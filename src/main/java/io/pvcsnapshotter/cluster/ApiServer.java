package io.pvcsnapshotter.cluster;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.model.ObjectName;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/** Requests to the API server: what goes out, what comes back, and every failure by its name. */
final class ApiServer {
    private static final String JSON = "application/json";
    private static final String NO_CRDS =
            "the snapshot CRDs are not installed, for the API server does not serve snapshot.storage.k8s.io/v1;"
                    + " install them together with the snapshot-controller, as the documentation of the CSI driver says";

    /** How long a watch may last; the API server ends it then, and it is opened again. */
    private static final Duration WATCH = Duration.ofMinutes(5);

    private final ApiClient client;
    private final OkHttpClient watching;

    ApiServer(ApiClient client) {
        this.client = client;
        this.watching = forWatches(client.getHttpClient());
    }

    /**
     * A watch is never whole, so it must not be read as a whole; and who watches repeats it
     * himself.
     */
    private static OkHttpClient forWatches(OkHttpClient client) {
        OkHttpClient.Builder builder =
                client.newBuilder().callTimeout(Duration.ZERO).readTimeout(WATCH.plusSeconds(30));
        builder.interceptors().removeIf(RetryingInterceptor.class::isInstance);
        return builder.build();
    }

    /**
     * @param date the API server's clock
     */
    record Answer(String body, Instant date) {}

    /** Reads a collection, or one page of it where the query sets a limit. */
    Answer list(Resource<?, ?> resource, Area area, List<Pair> query, String action) {
        return send("GET", resource.path(area), query, null, action, false);
    }

    /** Opens a watch of a collection, from a state of it on. */
    EventStream watch(Resource<?, ?> resource, Area area, String selector, String resourceVersion) {
        String action = "watch %s in %s".formatted(resource, area);
        List<Pair> query = new ArrayList<>();
        query.add(new Pair("watch", "true"));
        query.add(new Pair("allowWatchBookmarks", "true"));
        query.add(new Pair("resourceVersion", resourceVersion));
        query.add(new Pair("timeoutSeconds", String.valueOf(WATCH.toSeconds())));
        if (!selector.isEmpty()) {
            query.add(new Pair("labelSelector", selector));
        }
        try {
            Call call = watching.newCall(call("GET", resource.path(area), query, null).request());
            Response response = execute(call);
            if (response.isSuccessful()) {
                return new EventStream(call, response, action);
            }
            try (response) {
                throw refusal(
                        response.code(),
                        response.body().string(),
                        resource.path(area),
                        action,
                        false);
            }
        } catch (IOException broken) {
            throw unreachable(action, broken);
        } catch (ApiException refused) {
            throw new ApiFailure(Kind.UNREADABLE, action, refused.getMessage(), refused);
        }
    }

    /** The object of that name, if there is one. */
    <T> Optional<T> get(Resource<?, T> resource, ObjectName name) {
        String action = "read %s %s".formatted(resource, name);
        String path = resource.path(name);
        try {
            Answer answer = send("GET", path, List.of(), null, action, true);
            return Optional.of(resource.read(Json.object(answer.body(), action), action));
        } catch (ApiFailure failure) {
            if (failure.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    <T> T create(Resource<?, T> resource, ObjectName name, JsonObject body) {
        String action = "create %s %s".formatted(resource, name);
        String path = resource.path(Area.around(name));
        Answer answer = send("POST", path, List.of(), body, action, false);
        return resource.read(Json.object(answer.body(), action), action);
    }

    /**
     * Sends a merge patch; if it names a resource version that is no longer the object's, the
     * failure is a conflict.
     *
     * @param manager whom the API server notes down as the owner of the fields
     */
    void patch(Resource<?, ?> resource, ObjectName name, JsonObject patch, String manager) {
        String action = "change %s %s".formatted(resource, name);
        String path = resource.path(name);
        send("PATCH", path, List.of(new Pair("fieldManager", manager)), patch, action, true);
    }

    /**
     * Deletes the object if both its uid and its resource version are still these; else the failure
     * is a conflict.
     */
    void delete(Resource<?, ?> resource, ObjectName name, String uid, String resourceVersion) {
        JsonObject preconditions = new JsonObject();
        preconditions.addProperty("uid", uid);
        preconditions.addProperty("resourceVersion", resourceVersion);
        JsonObject options = new JsonObject();
        options.addProperty("apiVersion", "v1");
        options.addProperty("kind", "DeleteOptions");
        options.add("preconditions", preconditions);
        String action = "delete %s %s".formatted(resource, name);
        String path = resource.path(name);
        send("DELETE", path, List.of(), options, action, true);
    }

    private Answer send(
            String method,
            String path,
            List<Pair> query,
            JsonObject body,
            String action,
            boolean namedObject) {
        try (Response response = execute(call(method, path, query, body))) {
            String text = response.body().string();
            if (!response.isSuccessful()) {
                throw refusal(response.code(), text, path, action, namedObject);
            }
            Date date = response.headers().getDate("Date");
            return new Answer(text, date == null ? Instant.now() : date.toInstant());
        } catch (IOException broken) {
            throw unreachable(action, broken);
        } catch (ApiException refused) {
            throw new ApiFailure(Kind.UNREADABLE, action, refused.getMessage(), refused);
        }
    }

    /**
     * OkHttp, which is Kotlin, throws an InterruptedException that it does not declare when it is
     * interrupted while it connects.
     */
    private static Response execute(Call call) throws IOException {
        try {
            return call.execute();
        } catch (IOException | RuntimeException declared) {
            throw declared;
        } catch (Exception stopped) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(stopped);
        }
    }

    private ApiFailure unreachable(String action, IOException broken) {
        return new ApiFailure(
                Kind.UNREACHABLE,
                action,
                Thread.currentThread().isInterrupted()
                        ? "the run was stopped before the API server had answered"
                        : "the API server at %s does not answer (%s)"
                                .formatted(host(), cause(broken)),
                broken);
    }

    private Call call(String method, String path, List<Pair> query, JsonObject body)
            throws ApiException {
        String contentType = method.equals("PATCH") ? "application/merge-patch+json" : JSON;
        return client.buildCall(
                client.getBasePath(),
                path,
                method,
                query,
                List.of(),
                body == null ? null : body.toString().getBytes(StandardCharsets.UTF_8),
                new HashMap<>(Map.of("Accept", JSON, "Content-Type", contentType)),
                new HashMap<>(),
                new HashMap<>(),
                new String[] {"BearerToken"},
                null);
    }

    private ApiFailure refusal(
            int status, String body, String path, String action, boolean namedObject) {
        String reason = "";
        String message = body.strip();
        boolean named = namedObject;
        try {
            if (JsonParser.parseString(body) instanceof JsonObject answer) {
                reason = Json.text(answer, "reason");
                message = Json.text(answer, "message");
                named &= answer.get("details") instanceof JsonObject details && details.has("name");
            }
        } catch (JsonParseException _) {
            named = false;
            if (status == 404 && path.startsWith("/apis/snapshot.storage.k8s.io/")) {
                message = NO_CRDS;
            }
        }
        Kind kind = ApiFailure.kindOf(status, reason, message, named);
        String why =
                message.isEmpty()
                        ? "HTTP status " + status
                        : message + " (HTTP status " + status + ")";
        return new ApiFailure(kind, action, why);
    }

    private String host() {
        return URI.create(client.getBasePath()).getAuthority();
    }

    private static String cause(IOException broken) {
        String message = broken.getMessage();
        return message == null ? broken.getClass().getSimpleName() : message;
    }
}
