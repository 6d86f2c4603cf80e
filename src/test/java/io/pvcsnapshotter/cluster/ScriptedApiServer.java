package io.pvcsnapshotter.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server on the loopback that gives the answers which a real API server cannot be made to
 * give. Each path has a queue of answers, the last of which is given again and again; without one
 * the path has an empty list.
 */
public final class ScriptedApiServer implements AutoCloseable {
    static final String TOKEN = "secret-token-of-the-test";
    public static final String CLAIMS = "/api/v1/persistentvolumeclaims";
    public static final String VOLUMES = "/api/v1/persistentvolumes";
    static final String NAMESPACES = "/api/v1/namespaces";
    public static final String SNAPSHOTS = "/apis/snapshot.storage.k8s.io/v1/volumesnapshots";
    public static final String CLASSES = "/apis/snapshot.storage.k8s.io/v1/volumesnapshotclasses";
    static final String IN_SHOP =
            "/apis/snapshot.storage.k8s.io/v1/namespaces/shop/volumesnapshots";
    static final String EMPTY = "{\"kind\":\"List\",\"metadata\":{},\"items\":[]}";

    /** What the server does with one request. */
    @FunctionalInterface
    public interface Answer {
        void give(HttpExchange exchange) throws IOException;

        static Answer json(String body) {
            return status(200, body);
        }

        static Answer status(int status, String body, String... headers) {
            return exchange -> {
                for (int i = 0; i < headers.length; i += 2) {
                    exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
                }
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            };
        }

        /** A Status object, as the API server refuses. */
        static Answer refusal(int status, String reason, String message, String... headers) {
            return status(
                    status,
                    """
                    {"kind":"Status","status":"Failure","message":%s,"reason":"%s","details":{"name":"x"},"code":%d}
                    """
                            .formatted(quoted(message), reason, status),
                    headers);
        }

        private static String quoted(String text) {
            return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }

        /** The connection ends without an answer. */
        static Answer drop() {
            return exchange -> {
                throw new IOException("dropped");
            };
        }

        /** The connection ends in the middle of the answer. */
        static Answer half(String body) {
            return exchange -> {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
                exchange.getResponseBody().flush();
                throw new IOException("dropped");
            };
        }

        /**
         * The connection ends in the middle of the answer, of which nobody has said how long it is.
         */
        static Answer cut(String body) {
            return exchange -> {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
                exchange.getResponseBody().flush();
                throw new IOException("dropped");
            };
        }

        /** The answer never ends and is never silent for long. */
        static Answer trickle() {
            return exchange -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write('{');
                try {
                    while (true) {
                        exchange.getResponseBody().write(' ');
                        exchange.getResponseBody().flush();
                        TimeUnit.MILLISECONDS.sleep(20);
                    }
                } catch (InterruptedException closed) {
                    throw new IOException(closed);
                }
            };
        }

        /** The answer begins and never ends. */
        static Answer hang() {
            return exchange -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                try {
                    TimeUnit.MINUTES.sleep(1);
                } catch (InterruptedException closed) {
                    throw new IOException(closed);
                }
            };
        }
    }

    public record Request(String method, URI uri, Map<String, List<String>> headers, String body) {
        Map<String, String> query() {
            Map<String, String> query = new HashMap<>();
            Optional.ofNullable(uri.getRawQuery()).stream()
                    .flatMap(each -> Arrays.stream(each.split("&")))
                    .map(each -> each.split("=", 2))
                    .forEach(each ->
                            query.put(each[0], URLDecoder.decode(each[1], StandardCharsets.UTF_8)));
            return query;
        }

        @Override
        public String toString() {
            return method + " " + uri;
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    final List<Duration> slept = Collections.synchronizedList(new ArrayList<>());

    public ScriptedApiServer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public ScriptedApiServer on(String path, Answer... inTurn) {
        answers.put(path, new ArrayDeque<>(List.of(inTurn)));
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(
                new Request(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        Map.copyOf(exchange.getRequestHeaders()),
                        body));
        Deque<Answer> inTurn = answers.get(exchange.getRequestURI().getPath());
        Answer answer = Answer.json(EMPTY);
        if (inTurn != null) {
            synchronized (inTurn) {
                answer = inTurn.size() > 1 ? inTurn.pop() : inTurn.peek();
            }
        }
        answer.give(exchange); // An answer that throws has its connection broken, not closed.
        exchange.close();
    }

    public List<Request> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    List<Request> requests(String path) {
        return requests().stream().filter(each -> each.uri().getPath().equals(path)).toList();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Sleeps are only noted down. */
    Cluster cluster(Path folder) {
        return cluster(folder, Duration.ofSeconds(10));
    }

    Cluster cluster(Path folder, Duration silence) {
        return connection(kubeconfig(folder))
                .open(
                        Map.of(),
                        new Timeouts(
                                Duration.ofSeconds(10),
                                silence,
                                Duration.ofSeconds(30),
                                Duration.ofMillis(500)),
                        new RetryingInterceptor(RetryPolicy.DEFAULT, slept::add, () -> 0));
    }

    static Connection connection(Path kubeconfig) {
        return new Connection(Optional.of(kubeconfig), Optional.empty(), "pvc-snapshotter/test");
    }

    public Path kubeconfig(Path folder) {
        try {
            return Files.writeString(
                    folder.resolve("kubeconfig"),
                    """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: c, cluster: {server: "%s"}}]
                    users: [{name: u, user: {token: %s}}]
                    contexts: [{name: x, context: {cluster: c, user: u}}]
                    current-context: x
                    """
                            .formatted(url(), TOKEN));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
