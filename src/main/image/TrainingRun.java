import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Runs a command with $KUBECONFIG naming a stub of the Kubernetes API, so that the class archive
 * gets what a real run loads: TLS, HTTP and JSON are more than half of it.
 */
final class TrainingRun {
    private static final String IDENTITY =
            "\"uid\": \"1\", \"resourceVersion\": \"1\", \"creationTimestamp\": \"2026-01-01T00:00:00Z\"";

    private static final String READY =
            "\"status\": {\"phase\": \"Bound\", \"readyToUse\": true, \"creationTime\": \"2026-01-01T00:00:00Z\"}";

    /**
     * Claim, volume, snapshot, class, ConfigMap and CronJob in one: each reader takes the fields
     * that it knows.
     */
    private static final String OBJECT =
            """
            {"metadata": {"namespace": "training", "name": "training", %s,
              "annotations": {"snapshot.storage.kubernetes.io/is-default-class": "true"}},
             "spec": {"volumeName": "training", "csi": {"driver": "training"},
              "claimRef": {"namespace": "training", "name": "training", "uid": "1"},
              "source": {"persistentVolumeClaimName": "training"}},
             %s,
             "driver": "training", "data": {"schedule": "17 4 * * *", "snapshotter.conf": "policies = [{name = all}]"}}\
            """
                    .formatted(IDENTITY, READY);

    /**
     * Arguments: a PKCS#12 file with the key of 127.0.0.1, its password, the kubeconfig to write,
     * the command.
     */
    public static void main(String[] arguments) throws Exception {
        char[] password = arguments[1].toCharArray();
        KeyStore keys = KeyStore.getInstance(Path.of(arguments[0]).toFile(), password);
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(keys, password)));
        server.createContext("/", TrainingRun::answer);
        server.start();

        Path kubeconfig = Path.of(arguments[2]);
        Files.writeString(
                kubeconfig,
                """
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
                users: [{name: u, user: {token: training}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """
                        .formatted(server.getAddress().getPort(), base64(pem(keys))));

        ProcessBuilder builder =
                new ProcessBuilder(List.of(arguments).subList(3, arguments.length)).inheritIO();
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        Process command = builder.start();
        if (!command.waitFor(1, TimeUnit.MINUTES)) {
            command.destroyForcibly();
        }
        System.exit(command.waitFor());
    }

    private static SSLContext tls(KeyStore keys, char[] password) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, password);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return tls;
    }

    private static String pem(KeyStore keys) throws Exception {
        byte[] certificate = keys.getCertificate(keys.aliases().nextElement()).getEncoded();
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(Base64.getMimeEncoder().encodeToString(certificate));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String asked =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String body =
                    exchange.getRequestMethod().equals("POST")
                            ? made(asked)
                            // An object and, by its field items, a list of such.
                            : OBJECT.replaceAll("}$", ", \"items\": [%s]}".formatted(OBJECT));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What was asked for, as it was asked for, and ready: the program compares. */
    private static String made(String asked) {
        return asked.replaceFirst("\"metadata\": *\\{", "\"metadata\": {" + IDENTITY + ",")
                .replaceAll("}$", ", " + READY + "}");
    }
}
