package io.pvcsnapshotter.it;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A webhook of the cluster that changes the marks of new snapshots in the test's namespace. */
final class ChangingWebhook implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final TestBed bed;
    private final String name;
    private final HttpsServer server;
    private final JsonArray changes = new JsonArray();

    /** Another value for the label of the policy. */
    ChangingWebhook(TestBed bed) {
        this.bed = bed;
        this.name = bed.namespace() + ".house-rule.example.com";
        JsonObject other = change("replace", "/metadata/labels/pvc-snapshotter.io~1policy");
        other.addProperty("value", "house-rule");
        try {
            KeyStore key = key(bed.folder().resolve("webhook.p12"));
            server =
                    HttpsServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            server.setHttpsConfigurator(new HttpsConfigurator(tls(key)));
            server.createContext("/", this::answer);
            server.start();
            register(pem(key));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** The annotation with the claim's uid is removed too. */
    ChangingWebhook andRemovesTheUid() {
        change("remove", "/metadata/annotations/pvc-snapshotter.io~1claim-uid");
        return this;
    }

    private JsonObject change(String operation, String path) {
        JsonObject change = new JsonObject();
        change.addProperty("op", operation);
        change.addProperty("path", path);
        changes.add(change);
        return change;
    }

    private static KeyStore key(Path file) throws IOException, GeneralSecurityException {
        String keytool = Path.of(System.getProperty("java.home"), "bin/keytool").toString();
        Process made =
                new ProcessBuilder(
                                (keytool
                                                + " -genkeypair -alias webhook -keyalg EC -dname CN=webhook -ext san=ip:127.0.0.1 -validity 2"
                                                + " -storetype PKCS12 -storepass changeit -keystore "
                                                + file)
                                        .split(" "))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        KeyStore key = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            key.load(in, PASSWORD);
        } catch (IOException missing) {
            throw new IOException(said, missing);
        }
        return key;
    }

    private static SSLContext tls(KeyStore key) throws GeneralSecurityException {
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(key, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        return tls;
    }

    private static String pem(KeyStore key) throws GeneralSecurityException {
        String certificate =
                Base64.getMimeEncoder().encodeToString(key.getCertificate("webhook").getEncoded());
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(certificate);
    }

    private void register(String certificate) {
        bed.apply(
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: {name: %1$s}
                webhooks:
                  - name: %1$s
                    admissionReviewVersions: [v1]
                    sideEffects: None
                    failurePolicy: Fail
                    clientConfig: {url: "https://127.0.0.1:%2$d/", caBundle: %3$s}
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %4$s}}
                    rules:
                      - apiGroups: [snapshot.storage.k8s.io]
                        apiVersions: ["*"]
                        resources: [volumesnapshots]
                        operations: [CREATE]
                """
                        .formatted(
                                name,
                                server.getAddress().getPort(),
                                base64(certificate),
                                bed.namespace()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonObject review =
                    JsonParser.parseReader(
                                    new InputStreamReader(
                                            exchange.getRequestBody(), StandardCharsets.UTF_8))
                            .getAsJsonObject();
            JsonObject response = new JsonObject();
            response.add("uid", review.getAsJsonObject("request").get("uid"));
            response.addProperty("allowed", true);
            response.addProperty("patchType", "JSONPatch");
            response.addProperty("patch", base64(changes.toString()));
            review.remove("request");
            review.add("response", response);
            byte[] text = review.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The API server takes notice of a webhook some time after it was made. */
    ChangingWebhook inForce(Path probe) {
        bed.until(
                "the webhook is in force",
                () ->
                        bed.kubectlAnyway(
                                        "create",
                                        "--dry-run=server",
                                        "-o",
                                        "yaml",
                                        "-f",
                                        probe.toString())
                                .contains("house-rule"));
        return this;
    }

    @Override
    public void close() {
        bed.kubectl("delete", "mutatingwebhookconfiguration", name);
        server.stop(0);
    }
}
