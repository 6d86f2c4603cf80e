package io.pvcsnapshotter.cluster;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.model.ObjectName;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Reader;
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
import okhttp3.Request;
import okhttp3.Response;

/** Sends requests to the API server; every failure has its name. */
final class ApiServer {
    private static final String JSON = "application/json";

    /** How long a watch may last; the API server ends it then, and it is opened again. */
    private static final Duration WATCH = Duration.ofMinutes(5);

    private final ApiClient client;
    private final OkHttpClient watching;

    /** For objects that do not come in a list. */
    private final Pool pool = new Pool();

    ApiServer(ApiClient client) {
        this.client = client;
        this.watching = forWatches(client.getHttpClient());
    }

    /**
     * A watch does not end, so its answer must not be read to the end before it is used.
     * SnapshotWatch repeats it, so nothing else does.
     */
    private static OkHttpClient forWatches(OkHttpClient client) {
        OkHttpClient.Builder builder =
                client.newBuilder().callTimeout(Duration.ZERO).readTimeout(WATCH.plusSeconds(30));
        builder.interceptors().removeIf(RetryingInterceptor.class::isInstance);
        return builder.build();
    }

    /** The object of that name, if there is one. */
    <T> Optional<T> get(Resource<?, T> resource, ObjectName name) {
        try {
            return Optional.of(readObject(resource, ApiRequest.get(resource, name)));
        } catch (ApiFailure failure) {
            if (failure.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** Creates an object and returns it as the API server has it. */
    <T> T create(Resource<?, T> resource, ObjectName name, JsonObject body) {
        return readObject(resource, ApiRequest.create(resource, name, body));
    }

    private <T> T readObject(Resource<?, T> resource, ApiRequest request) {
        return read(resource, Json.object(send(request), request.action()), request.action());
    }

    /**
     * Reads an object that came from the API server.
     *
     * @param action what it was asked for by
     */
    <T> T read(Resource<?, T> resource, JsonObject object, String action) {
        return resource.read(object, action, pool);
    }

    /**
     * Sends a merge patch; if it names a resource version that is no longer the object's, the
     * failure is a conflict.
     *
     * @param manager whom the API server notes down as the owner of the fields
     */
    void patch(Resource<?, ?> resource, ObjectName name, JsonObject patch, String manager) {
        List<Pair> query = List.of(new Pair("fieldManager", manager));
        send(ApiRequest.patch(resource, name, query, patch));
    }

    /**
     * Deletes the object if its uid and, where one is given, its resource version are still these;
     * else the failure is a conflict.
     */
    void delete(
            Resource<?, ?> resource,
            ObjectName name,
            String uid,
            Optional<String> resourceVersion) {
        send(ApiRequest.delete(resource, name, ToWire.deletion(uid, resourceVersion)));
    }

    /** Opens a watch of a collection, from a state of it on. */
    EventStream watch(Resource<?, ?> resource, Area area, String selector, String resourceVersion) {
        List<Pair> query = new ArrayList<>();
        query.add(new Pair("watch", "true"));
        query.add(new Pair("allowWatchBookmarks", "true"));
        query.add(new Pair("resourceVersion", resourceVersion));
        query.add(new Pair("timeoutSeconds", String.valueOf(WATCH.toSeconds())));
        if (!selector.isEmpty()) {
            query.add(new Pair("labelSelector", selector));
        }
        ApiRequest request = ApiRequest.watch(resource, area, query);
        return named(
                request.action(),
                () -> {
                    Call call = watching.newCall(call(request).request());
                    return new EventStream(call, accepted(call, request), request.action());
                });
    }

    /** Sends a request and returns the whole text of the answer. */
    String send(ApiRequest request) {
        return send(request, Reader::readAllAsString).content();
    }

    /**
     * What was made of an answer.
     *
     * @param date the API server's clock
     */
    record Answer<T>(T content, Instant date) {}

    /** Sends a request and reads the answer while it arrives. */
    <T> Answer<T> send(ApiRequest request, Streamed.Reading<T> reading) {
        return named(
                request.action(),
                () -> {
                    Streamed<T> content = new Streamed<>(reading);
                    Request tagged =
                            call(request)
                                    .request()
                                    .newBuilder()
                                    .tag(Streamed.class, content)
                                    .build();
                    try (Response response =
                            accepted(client.getHttpClient().newCall(tagged), request)) {
                        Date date = response.headers().getDate("Date");
                        return new Answer<>(
                                content.result(), date == null ? Instant.now() : date.toInstant());
                    }
                });
    }

    @FunctionalInterface
    private interface Exchange<T> {
        T make() throws IOException, ApiException;
    }

    /** Gives a failure to talk to the API server its name. */
    private <T> T named(String action, Exchange<T> exchange) {
        try {
            return exchange.make();
        } catch (IOException broken) {
            throw new ApiFailure(Kind.UNREACHABLE, action, unreachable(broken), broken);
        } catch (ApiException refused) {
            throw new ApiFailure(Kind.UNREADABLE, action, refused.getMessage(), refused);
        }
    }

    private String unreachable(IOException broken) {
        if (Thread.currentThread().isInterrupted()) {
            return "the run was stopped before the API server had answered";
        }
        String host = URI.create(client.getBasePath()).getAuthority();
        String cause =
                Optional.ofNullable(broken.getMessage()).orElse(broken.getClass().getSimpleName());
        return "the API server at %s does not answer (%s)".formatted(host, cause);
    }

    private Call call(ApiRequest request) throws ApiException {
        String contentType =
                request.method().equals("PATCH") ? "application/merge-patch+json" : JSON;
        return client.buildCall(
                client.getBasePath(),
                request.path(),
                request.method(),
                request.query(),
                List.of(),
                request.body()
                        .map(each -> each.toString().getBytes(StandardCharsets.UTF_8))
                        .orElse(null),
                new HashMap<>(Map.of("Accept", JSON, "Content-Type", contentType)),
                new HashMap<>(),
                new HashMap<>(),
                new String[] {"BearerToken"},
                null);
    }

    /** The answer, if it is no refusal. */
    private static Response accepted(Call call, ApiRequest request) throws IOException {
        Response response = execute(call);
        if (response.isSuccessful()) {
            return response;
        }
        try (response) {
            throw Refusal.read(response.code(), response.body().string(), request)
                    .failure(request.action());
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
}
