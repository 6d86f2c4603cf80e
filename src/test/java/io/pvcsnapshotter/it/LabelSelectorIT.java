package io.pvcsnapshotter.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.model.LabelSelector;
import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our label selectors mean what the API server's mean, on hundreds of made-up ones. */
class LabelSelectorIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    private static final long SEED = 20261123;
    private static final int SELECTORS = 400;
    private static final List<String> KEYS =
            List.of("app", "tier", "in", "notin", "example.com/team", "a.b-c_d", "size", "x");
    private static final List<String> VALUES =
            List.of(
                    "db",
                    "web",
                    "",
                    "in",
                    "notin",
                    "1",
                    "10",
                    "-5",
                    "9223372036854775807",
                    "A.b-c_d",
                    "true");

    /** Pieces of which a selector may be put together that is none. */
    private static final List<String> PIECES =
            List.of(
                    "app",
                    "in",
                    "notin",
                    "=",
                    "==",
                    "===",
                    "!=",
                    "!",
                    "!!",
                    "(",
                    ")",
                    ",",
                    ",,",
                    ">",
                    "<",
                    ">=",
                    " ",
                    "\t",
                    "1",
                    "1.5",
                    "+1",
                    "db",
                    "a b",
                    "-x",
                    "x-",
                    "Ex.com/y",
                    "/y",
                    "y/",
                    "a/b/c",
                    "\"",
                    "'",
                    "ü",
                    "_",
                    "x".repeat(63),
                    "x".repeat(64));

    private final Random random = new Random(SEED);

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        IntStream.range(0, random.nextInt(5))
                .forEach(_ -> labels.put(any(KEYS), any(VALUES).replaceFirst("^-", "")));
        return labels;
    }

    private String spaces() {
        return " ".repeat(random.nextInt(4) / 3);
    }

    private String requirement() {
        String key = spaces() + any(KEYS) + spaces();
        return switch (random.nextInt(8)) {
            case 0 -> key;
            case 1 -> "!" + key;
            case 2 -> key + "=" + spaces() + any(VALUES);
            case 3 -> key + "==" + any(VALUES);
            case 4 -> key + "!=" + any(VALUES);
            case 5 -> key + any(List.of("<", ">")) + any(VALUES);
            default -> key + any(List.of(" in ", " notin ")) + "(" + set() + ")";
        };
    }

    private String set() {
        return IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(_ -> spaces() + any(VALUES) + spaces())
                .collect(Collectors.joining(","));
    }

    private String selector() {
        if (random.nextInt(3) == 0) {
            return IntStream.rangeClosed(0, random.nextInt(6))
                    .mapToObj(_ -> any(PIECES))
                    .collect(Collectors.joining());
        }
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(_ -> requirement())
                .collect(Collectors.joining(","));
    }

    private static Optional<Set<String>> ours(
            String selector, Map<String, Map<String, String>> objects) {
        try {
            LabelSelector parsed = LabelSelector.parse(selector);
            return Optional.of(
                    objects.entrySet().stream()
                            .filter(each -> parsed.matches(each.getValue()))
                            .map(Map.Entry::getKey)
                            .collect(Collectors.toCollection(TreeSet::new)));
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    @Test
    void selectors_match_and_are_refused_as_by_the_api_server()
            throws IOException, InterruptedException {
        Map<String, Map<String, String>> objects = new TreeMap<>();
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            Map<String, String> labels = labels();
            objects.put("c" + i, labels);
            JsonObject json = new JsonObject();
            labels.forEach(json::addProperty);
            yaml.append(
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c%d, labels: %s}\n---\n"
                            .formatted(i, json));
        }
        BED.apply(yaml.toString());
        List<String> differences = new ArrayList<>();
        int refused = 0;
        int matched = 0;
        try (TestBed.Proxy proxy = BED.proxy();
                HttpClient client =
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int i = 0; i < SELECTORS; i++) {
                String selector = selector();
                Optional<Set<String>> theirs = theirs(client, proxy, selector);
                Optional<Set<String>> ours = ours(selector, objects);
                refused += theirs.isEmpty() ? 1 : 0;
                matched += theirs.filter(each -> !each.isEmpty()).isPresent() ? 1 : 0;
                if (!ours.equals(theirs)) {
                    differences.add(
                            "\"%s\": ours %s, the API server's %s"
                                    .formatted(selector, ours, theirs));
                }
            }
        }
        assertThat(differences).as("with the seed %d", SEED).isEmpty();
        assertThat(refused).as("selectors that were refused").isGreaterThan(50);
        assertThat(matched).as("selectors that matched something").isGreaterThan(100);
    }

    /** Empty if the API server refuses the selector. */
    private static Optional<Set<String>> theirs(
            HttpClient client, TestBed.Proxy proxy, String selector)
            throws IOException, InterruptedException {
        URI uri =
                proxy.uri(
                        "/api/v1/namespaces/%s/configmaps?labelSelector=%s"
                                .formatted(BED.namespace(), URLEncoder.encode(selector, UTF_8)));
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 400) {
            return Optional.empty();
        }
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Optional.of(
                JsonParser.parseString(response.body())
                        .getAsJsonObject()
                        .getAsJsonArray("items")
                        .asList()
                        .stream()
                        .map(JsonElement::getAsJsonObject)
                        .map(TestBed::name)
                        .filter(each -> !each.equals("kube-root-ca.crt"))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }
}
