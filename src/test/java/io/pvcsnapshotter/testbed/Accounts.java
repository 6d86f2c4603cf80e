package io.pvcsnapshotter.testbed;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.testbed.Bed.Finished;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** Ways to the API server, and who one is there. */
abstract class Accounts extends Fixtures {
    /** A way to the API server of the test's own. */
    public Relay relay() {
        return new Relay(URI.create(server(config())));
    }

    /** An administrator's kubeconfig that goes this way. */
    public Path kubeconfigBy(Relay relay) {
        JsonObject config = config();
        String text = config.toString().replace(server(config), relay.address().toString());
        return file("relay.kubeconfig", text);
    }

    /** A kubeconfig that goes this way, of the account whose token stands in the file. */
    public Path kubeconfigBy(Relay relay, Path token) {
        JsonObject config = config();
        JsonObject user = new JsonObject();
        user.addProperty("tokenFile", token.toString());
        setUser(config, user);
        String text = config.toString().replace(server(config), relay.address().toString());
        return file("relay.kubeconfig", text);
    }

    /** Whether the API server knows whose this token is. */
    public boolean isAccepted(String token) {
        return Finished.of(
                                new ProcessBuilder(
                                        bed().kubectl().toString(),
                                        "--kubeconfig",
                                        kubeconfigOfToken(token).toString(),
                                        "auth",
                                        "whoami"),
                                Map.of(),
                                "")
                        .exitStatus()
                == 0;
    }

    private Path kubeconfigOfToken(String token) {
        JsonObject config = config();
        JsonObject user = new JsonObject();
        user.addProperty("token", token);
        setUser(config, user);
        return file("token.kubeconfig", config.toString());
    }

    private static void setUser(JsonObject config, JsonObject user) {
        config.getAsJsonArray("users").get(0).getAsJsonObject().add("user", user);
    }

    private JsonObject config() {
        return JsonParser.parseString(kubectl("config", "view", "--raw", "--minify", "-o", "json"))
                .getAsJsonObject();
    }

    private static String server(JsonObject config) {
        return config.getAsJsonArray("clusters")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("cluster")
                .get("server")
                .getAsString();
    }

    /** A kubeconfig of a service account of the test's namespace. */
    public Path kubeconfigOf(String serviceAccount) {
        return kubeconfigOf(namespace(), serviceAccount);
    }

    public Path kubeconfigOf(String ofNamespace, String serviceAccount) {
        JsonObject config = config();
        JsonObject user = new JsonObject();
        user.addProperty(
                "token",
                kubectl("create", "token", serviceAccount, "--namespace", ofNamespace).strip());
        setUser(config, user);
        return file(serviceAccount + ".kubeconfig", config.toString());
    }
}
