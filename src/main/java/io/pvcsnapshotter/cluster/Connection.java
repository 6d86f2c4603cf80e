package io.pvcsnapshotter.cluster;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.credentials.TokenFileAuthentication;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import okhttp3.HttpUrl;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Where the cluster is and who we are there.
 *
 * <p>Where nothing is configured, client-java would take {@code localhost:8080}. Here nothing is
 * guessed.
 *
 * @param kubeconfig given by the user; else $KUBECONFIG, the pod's service account and
 *     ~/.kube/config are tried, in this order
 * @param context of the kubeconfig; else its current one
 * @param userAgent how the API server's audit log names us
 */
public record Connection(Optional<Path> kubeconfig, Optional<String> context, String userAgent) {
    private static final Path TOKEN =
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

    /**
     * How long a token is used before it is read again. It is shorter than the time for which a run
     * repeats a refused request, so that a run goes on when an expired token is renewed.
     */
    private static final Duration TOKEN_READ_AGAIN = Duration.ofSeconds(15);

    /**
     * @param environment the process's
     * @throws NoClusterException if there is no cluster to talk to, or it cannot be talked to with
     *     what is configured
     */
    public Cluster open(Map<String, String> environment) {
        return open(
                environment,
                Timeouts.DEFAULT,
                new RetryingInterceptor(
                        RetryPolicy.DEFAULT,
                        Sleeper.REAL,
                        () -> ThreadLocalRandom.current().nextDouble()));
    }

    /**
     * As {@link #open(Map)}, but requests that fail for a reason that passes are repeated until
     * there is no time left.
     *
     * @param patience for all requests together, from now on
     */
    public Cluster open(Map<String, String> environment, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        return open(
                environment,
                new Timeouts(
                        Timeouts.DEFAULT.connect(),
                        Timeouts.DEFAULT.silence(),
                        patience.plus(Timeouts.DEFAULT.connect()),
                        Timeouts.DEFAULT.rewatch()),
                new RetryingInterceptor(
                        RetryPolicy.PERSISTENT,
                        Sleeper.REAL,
                        () -> ThreadLocalRandom.current().nextDouble(),
                        () -> Duration.ofNanos(end - System.nanoTime())));
    }

    Cluster open(Map<String, String> environment, Timeouts timeouts, RetryingInterceptor retries) {
        ApiClient client = client(environment);
        client.setUserAgent(userAgent);
        client.setHttpClient(
                client.getHttpClient()
                        .newBuilder()
                        .connectTimeout(timeouts.connect())
                        .readTimeout(timeouts.silence())
                        .writeTimeout(timeouts.silence())
                        .callTimeout(timeouts.call())
                        .addInterceptor(retries)
                        .build());
        return new Cluster(new ApiServer(client), timeouts.rewatch());
    }

    private ApiClient client(Map<String, String> environment) {
        Optional<Path> named = kubeconfig.or(() -> fromEnvironment(environment));
        if (named.isPresent()) {
            return fromKubeconfig(named.get());
        }
        if (environment.containsKey("KUBERNETES_SERVICE_HOST") && Files.exists(TOKEN)) {
            return inPod();
        }
        Path home = Path.of(environment.getOrDefault("HOME", "/"), ".kube", "config");
        if (Files.exists(home)) {
            return fromKubeconfig(home);
        }
        throw new NoClusterException(
                "No cluster to talk to: there is no --kubeconfig, $KUBECONFIG is not set, this is not a pod with a service"
                        + " account, and %s does not exist. Give one of them.".formatted(home));
    }

    private static Optional<Path> fromEnvironment(Map<String, String> environment) {
        String value = environment.getOrDefault("KUBECONFIG", "");
        if (value.contains(File.pathSeparator)) {
            throw new NoClusterException(
                    "$KUBECONFIG names several files (%s), and only one can be read: give it with --kubeconfig"
                            .formatted(value));
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value));
    }

    private ApiClient fromKubeconfig(Path file) {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            KubeConfig config = KubeConfig.loadKubeConfig(reader);
            config.setFile(file.toFile());
            if (context.isPresent() && !config.setContext(context.get())) {
                throw new NoClusterException(
                        "The kubeconfig %s has no context %s".formatted(file, context.get()));
            }
            if (config.getServer() == null) {
                throw new NoClusterException(
                        "The kubeconfig %s names no cluster in its context %s"
                                .formatted(file, config.getCurrentContext()));
            }
            if (HttpUrl.parse(config.getServer()) == null) {
                throw new NoClusterException(
                        "The server in the kubeconfig %s is not a URL: %s"
                                .formatted(file, config.getServer()));
            }
            return ClientBuilder.kubeconfig(config, TOKEN_READ_AGAIN).build();
        } catch (NoClusterException known) {
            throw known;
        } catch (MarkedYAMLException notYaml) {
            // Its own message quotes the line, which may hold a token.
            throw new NoClusterException(
                    "Tried to read the kubeconfig %s but failed: it is not YAML, line %d: %s"
                            .formatted(
                                    file,
                                    notYaml.getProblemMark().getLine() + 1,
                                    notYaml.getProblem()));
        } catch (IOException | RuntimeException broken) {
            throw new NoClusterException(
                    "Tried to read the kubeconfig %s but failed: %s".formatted(file, broken),
                    broken);
        }
    }

    private static ApiClient inPod() {
        try {
            return ClientBuilder.cluster()
                    .setAuthentication(
                            new TokenFileAuthentication(TOKEN.toString(), TOKEN_READ_AGAIN))
                    .build();
        } catch (IOException | RuntimeException broken) {
            throw new NoClusterException(
                    "Tried to use the pod's service account but failed: " + broken, broken);
        }
    }
}
