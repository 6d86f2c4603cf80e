package io.pvcsnapshotter.cluster;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that a kubeconfig names for credentials (client-go credential plugins). What it says on
 * standard error goes through, because it may ask the person to log in.
 *
 * @param files the kubeconfig, for messages
 * @param user for messages
 * @param exec as it stands in the kubeconfig
 * @param cluster for the program, where {@code provideClusterInfo} wants it
 * @param interactive whether a person is there
 */
record ExecPlugin(
        String files,
        String user,
        Map<String, Object> exec,
        Map<String, Object> cluster,
        boolean interactive) {
    private static final String GROUP = "client.authentication.k8s.io/";
    private static final String EXTENSION = "client.authentication.k8s.io/exec";

    /**
     * What it gives: a token, or a certificate with its key.
     *
     * @param expires empty if it does not say so
     */
    record Credentials(
            Optional<String> token,
            Optional<String> certificate,
            Optional<String> key,
            Optional<Instant> expires) {}

    /**
     * Runs the program.
     *
     * @throws CredentialsException if it gives no credentials
     */
    Credentials run() {
        String version = KubeconfigFiles.text(exec, "apiVersion");
        if (!version.startsWith(GROUP)) {
            throw failed("its apiVersion is \"%s\", and not one of %s".formatted(version, GROUP));
        }
        if (!interactive && KubeconfigFiles.text(exec, "interactiveMode").equals("Always")) {
            throw failed("it wants to ask a person, and standard input is no terminal");
        }
        return credentials(answer(started(version)));
    }

    private Process started(String version) {
        List<String> command = new ArrayList<>(List.of(KubeconfigFiles.text(exec, "command")));
        if (exec.get("args") instanceof List<?> arguments) {
            arguments.forEach(each -> command.add(String.valueOf(each)));
        }
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectInput(
                                asks() ? Redirect.INHERIT : Redirect.from(new File("/dev/null")))
                        .redirectError(Redirect.INHERIT);
        if (exec.get("env") instanceof List<?> variables) {
            for (Object each : variables) {
                if (each instanceof Map<?, ?> variable) {
                    builder.environment()
                            .put(
                                    String.valueOf(variable.get("name")),
                                    String.valueOf(variable.get("value")));
                }
            }
        }
        builder.environment().put("KUBERNETES_EXEC_INFO", info(version));
        try {
            return builder.start();
        } catch (IOException | IllegalArgumentException notStarted) {
            String hint = KubeconfigFiles.text(exec, "installHint").strip();
            throw failed(
                    "it cannot be started (%s)%s"
                            .formatted(notStarted.getMessage(), hint.isEmpty() ? "" : ". " + hint));
        }
    }

    private boolean asks() {
        return interactive && !KubeconfigFiles.text(exec, "interactiveMode").equals("Never");
    }

    private String info(String version) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("interactive", asks());
        if (Boolean.TRUE.equals(exec.get("provideClusterInfo"))) {
            spec.put("cluster", clusterInfo());
        }
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("apiVersion", version);
        info.put("kind", "ExecCredential");
        info.put("spec", spec);
        return new Gson().toJson(info);
    }

    private Map<String, Object> clusterInfo() {
        Map<String, Object> info = new LinkedHashMap<>();
        for (String key :
                List.of(
                        "server",
                        "tls-server-name",
                        "insecure-skip-tls-verify",
                        "certificate-authority-data",
                        "proxy-url")) {
            Optional.ofNullable(cluster.get(key)).ifPresent(value -> info.put(key, value));
        }
        if (cluster.get("extensions") instanceof List<?> extensions) {
            for (Object each : extensions) {
                if (each instanceof Map<?, ?> extension
                        && EXTENSION.equals(extension.get("name"))) {
                    info.put("config", extension.get("extension"));
                }
            }
        }
        return info;
    }

    private String answer(Process process) {
        try {
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw failed("it ended with exit status %d".formatted(status));
            }
            return out;
        } catch (IOException broken) {
            throw failed("its answer could not be read (%s)".formatted(broken.getMessage()));
        } catch (InterruptedException stopped) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw failed("it was stopped before it had answered");
        }
    }

    private Credentials credentials(String answer) {
        try {
            if (JsonParser.parseString(answer) instanceof JsonObject object
                    && "ExecCredential".equals(Json.text(object, "kind"))
                    && object.get("status") instanceof JsonObject status) {
                Credentials given =
                        new Credentials(
                                text(status, "token"),
                                text(status, "clientCertificateData"),
                                text(status, "clientKeyData"),
                                text(status, "expirationTimestamp").flatMap(ExecPlugin::time));
                if (given.token().isPresent()
                        || (given.certificate().isPresent() && given.key().isPresent())) {
                    return given;
                }
                throw failed("it gave neither a token nor a certificate with a key");
            }
        } catch (JsonParseException _) {
            // Its own message quotes the text, which may hold a token.
        }
        throw failed("its answer is no ExecCredential with a status");
    }

    private static Optional<String> text(JsonObject object, String key) {
        JsonElement value = object.get(key);
        return value == null || value.isJsonNull()
                ? Optional.empty()
                : Optional.of(Json.text(object, key)).filter(each -> !each.isEmpty());
    }

    private static Optional<Instant> time(String value) {
        try {
            return Optional.of(OffsetDateTime.parse(value).toInstant());
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    private CredentialsException failed(String why) {
        return new CredentialsException(
                "Tried to get credentials from %s, which the kubeconfig %s names for the user %s, but failed: %s"
                        .formatted(KubeconfigFiles.text(exec, "command"), files, user, why));
    }
}
