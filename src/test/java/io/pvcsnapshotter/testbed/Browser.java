package io.pvcsnapshotter.testbed;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A headless Chromium with one tab, driven by its DevTools protocol. */
public final class Browser implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
    private final List<JsonObject> events = new CopyOnWriteArrayList<>();
    private final String session;

    private Browser(Process process, String address) {
        this.process = process;
        this.socket =
                http.newWebSocketBuilder()
                        .buildAsync(URI.create(address), new Messages())
                        .orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS)
                        .join();
        String target = text(ask("Target.createTarget", "url", "about:blank"), "targetId");
        JsonObject attach = parameters("targetId", target);
        attach.addProperty("flatten", true);
        this.session = text(send("Target.attachToTarget", attach), "sessionId");
        List.of("Page", "Network", "Runtime", "Log", "Accessibility")
                .forEach(each -> ask(each + ".enable"));
    }

    /**
     * @throws AssertionError if there is no Chromium on this machine
     */
    public static Browser start() {
        try {
            Path profile = Files.createTempDirectory("chromium");
            Process process =
                    new ProcessBuilder(
                                    "chromium",
                                    "--headless",
                                    "--no-sandbox",
                                    "--disable-gpu",
                                    "--hide-scrollbars",
                                    "--remote-debugging-port=0",
                                    "--user-data-dir=" + profile)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return new Browser(process, address(process));
        } catch (IOException missing) {
            throw new AssertionError(
                    "This test needs a browser: apt-get install chromium", missing);
        }
    }

    private static String address(Process process) throws IOException {
        var lines = process.errorReader();
        List<String> said = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
                return line.substring(LISTENING.length());
            }
            said.add(line);
        }
        throw new AssertionError("Chromium does not start: " + String.join("\n", said));
    }

    /** Puts the pieces of a message together. */
    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
            text.append(piece);
            if (last) {
                take(JsonParser.parseString(text.toString()).getAsJsonObject());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void take(JsonObject message) {
        if (message.has("id")) {
            answers.remove(message.get("id").getAsInt()).complete(message);
        } else {
            events.add(message);
        }
    }

    private static JsonObject parameters(String... keysAndValues) {
        JsonObject parameters = new JsonObject();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            parameters.addProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return parameters;
    }

    private JsonObject ask(String method, String... keysAndValues) {
        return send(method, parameters(keysAndValues));
    }

    private JsonObject send(String method, JsonObject parameters) {
        JsonObject message = parameters("method", method);
        int id = number.incrementAndGet();
        message.addProperty("id", id);
        message.add("params", parameters);
        if (session != null) {
            message.addProperty("sessionId", session);
        }
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(message.toString(), true).join();
        JsonObject got = answer.orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS).join();
        if (!got.has("result")) {
            throw new AssertionError(method + ": " + got);
        }
        return got.getAsJsonObject("result");
    }

    private static String text(JsonObject object, String key) {
        return object.get(key).getAsString();
    }

    /** Opens a page, and waits until it is there. */
    public void open(Path page) {
        events.clear();
        ask("Page.navigate", "url", page.toUri().toString());
        org.awaitility.Awaitility.await("the page is loaded")
                .atMost(LONGEST)
                .until(() -> saw("Page.loadEventFired"));
    }

    private boolean saw(String method) {
        return events.stream().anyMatch(each -> text(each, "method").equals(method));
    }

    /** The addresses that the page has asked for since it was opened, its own first. */
    public List<String> requests() {
        return events.stream()
                .filter(each -> text(each, "method").equals("Network.requestWillBeSent"))
                .map(each -> each.getAsJsonObject("params").getAsJsonObject("request"))
                .map(each -> text(each, "url"))
                .toList();
    }

    /** What the page has left on the console: scripts, dialogs, and what was forbidden to it. */
    public List<String> complaints() {
        return events.stream()
                .filter(each ->
                        List.of(
                                        "Log.entryAdded",
                                        "Runtime.exceptionThrown",
                                        "Runtime.consoleAPICalled",
                                        "Page.javascriptDialogOpening")
                                .contains(text(each, "method")))
                .map(JsonObject::toString)
                .toList();
    }

    /** The value of an expression in the page. */
    public JsonElement evaluate(String expression) {
        JsonObject parameters = parameters("expression", expression);
        parameters.addProperty("returnByValue", true);
        JsonObject answer = send("Runtime.evaluate", parameters);
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer);
        }
        return answer.getAsJsonObject("result").get("value");
    }

    public void resize(int width, int height) {
        JsonObject size = parameters();
        size.addProperty("width", width);
        size.addProperty("height", height);
        size.addProperty("deviceScaleFactor", 1);
        size.addProperty("mobile", false);
        send("Emulation.setDeviceMetricsOverride", size);
    }

    /**
     * As though the page were on that medium.
     *
     * @param medium {@code screen} or {@code print}
     * @param scheme {@code light} or {@code dark}
     */
    public void show(String medium, String scheme) {
        JsonObject media = parameters("media", medium);
        media.add(
                "features",
                JsonParser.parseString(
                        "[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"}]"
                                .formatted(scheme)));
        send("Emulation.setEmulatedMedia", media);
    }

    /** The page as it is seen, into a file. */
    public void photograph(Path file) {
        write(file, ask("Page.captureScreenshot", "format", "png"));
    }

    /** The page as it comes out of a printer, into a file. */
    public void print(Path file) {
        write(file, ask("Page.printToPDF"));
    }

    private static void write(Path file, JsonObject answer) {
        try {
            Files.write(file, Base64.getDecoder().decode(text(answer, "data")));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What a screen reader finds, as {@code role: name}, in the order in which it reads. */
    public List<String> read() {
        return ask("Accessibility.getFullAXTree").getAsJsonArray("nodes").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(each -> !each.get("ignored").getAsBoolean())
                .map(each -> value(each, "role") + ": " + value(each, "name"))
                .toList();
    }

    private static String value(JsonObject node, String key) {
        JsonObject part = node.getAsJsonObject(key);
        return part == null || !part.has("value") ? "" : text(part, "value");
    }

    @Override
    public void close() {
        socket.abort();
        http.close();
        process.destroy();
    }
}
