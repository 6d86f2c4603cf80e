package io.pvcsnapshotter.cluster;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.credentials.Authentication;
import io.kubernetes.client.util.credentials.TokenFileAuthentication;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.KeyManager;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * Where the cluster is and who we are there.
 *
 * <p>Where nothing is configured, client-java would take {@code localhost:8080}. Here nothing is
 * guessed.
 *
 * @param kubeconfig given by the user; else $KUBECONFIG, which may name several files, the pod's
 *     service account and ~/.kube/config are tried, in this order
 * @param context of the kubeconfig; else its current one
 * @param userAgent how the API server's audit log names us
 */
public record Connection(Optional<Path> kubeconfig, Optional<String> context, String userAgent) {
    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final Path TOKEN = ACCOUNT.resolve("token");

    /**
     * How long a token is used before it is read again. It is shorter than the time for which a run
     * repeats a refused request, so that a run goes on when an expired token is renewed.
     */
    private static final Duration TOKEN_READ_AGAIN = Duration.ofSeconds(15);

    /**
     * @param environment the process's
     * @throws NoClusterException if there is no cluster to talk to, or it cannot be talked to with
     *     what is configured
     * @throws CredentialsException if the program that the kubeconfig names for credentials gives
     *     none
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
     * As {@link #open(Map)}, for somebody who asks and waits: where a right is missing, that is
     * said at once. A run waits first whether the API server has only just started.
     */
    public Cluster openForPerson(Map<String, String> environment) {
        return open(
                environment,
                Timeouts.DEFAULT,
                new RetryingInterceptor(
                        RetryPolicy.DEFAULT.believing(),
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
        Access access = access(environment);
        ApiClient client = access.client();
        client.setUserAgent(userAgent);
        OkHttpClient.Builder http =
                client.getHttpClient()
                        .newBuilder()
                        .connectTimeout(timeouts.connect())
                        .readTimeout(timeouts.silence())
                        .writeTimeout(timeouts.silence())
                        .callTimeout(timeouts.call())
                        .addInterceptor(retries);
        access.token().ifPresent(http::addInterceptor);
        client.setHttpClient(http.build());
        return new Cluster(new ApiServer(client), timeouts.rewatch());
    }

    /** Whether this process has the service account that a pod has. */
    public static boolean hasAccount() {
        return Files.exists(TOKEN);
    }

    /**
     * The cluster as a person knows it, like {@code context prod, server https://10.0.0.1:6443}. It
     * asks nobody, a program for credentials neither.
     *
     * @throws NoClusterException as {@link #open(Map)}
     */
    public String inWords(Map<String, String> environment) {
        return switch (place(environment)) {
            case Place.Pod() -> "the one of this pod";
            case Place.Kubeconfig(List<Path> files) ->
                    KubeconfigFiles.of(files).chosen(context).inWords();
        };
    }

    /**
     * The namespace that is meant where none is named: the one of the kubeconfig's context, or the
     * pod's.
     *
     * @throws NoClusterException as {@link #open(Map)}
     */
    public String namespace(Map<String, String> environment) {
        Optional<String> named =
                switch (place(environment)) {
                    case Place.Pod() -> inPodsNamespace();
                    case Place.Kubeconfig(List<Path> files) ->
                            KubeconfigFiles.of(files).chosen(context).namespace();
                };
        return named.filter(each -> !each.isBlank()).orElse("default");
    }

    private static Optional<String> inPodsNamespace() {
        try {
            return Optional.of(Files.readString(ACCOUNT.resolve("namespace")).strip());
        } catch (IOException notMounted) {
            return Optional.empty();
        }
    }

    /**
     * @param token that goes onto every request, where a credential plugin gave it
     */
    private record Access(ApiClient client, Optional<PluginToken> token) {}

    private Access access(Map<String, String> environment) {
        return switch (place(environment)) {
            case Place.Pod() -> new Access(inPod(), Optional.empty());
            case Place.Kubeconfig(List<Path> files) ->
                    fromKubeconfig(KubeconfigFiles.of(files).chosen(context));
        };
    }

    /** Where it is written down which cluster is meant. */
    private sealed interface Place {
        record Pod() implements Place {}

        record Kubeconfig(List<Path> files) implements Place {}
    }

    private Place place(Map<String, String> environment) {
        if (kubeconfig.isPresent()) {
            return new Place.Kubeconfig(List.of(kubeconfig.get()));
        }
        List<Path> named = fromEnvironment(environment);
        if (!named.isEmpty()) {
            return new Place.Kubeconfig(named);
        }
        if (environment.containsKey("KUBERNETES_SERVICE_HOST") && hasAccount()) {
            return new Place.Pod();
        }
        Path home = Path.of(environment.getOrDefault("HOME", "/"), ".kube", "config");
        if (Files.exists(home)) {
            return new Place.Kubeconfig(List.of(home));
        }
        throw new NoClusterException(
                "No cluster to talk to: there is no --kubeconfig, $KUBECONFIG is not set, this is not a pod with a service"
                        + " account, and %s does not exist. Give one of them.".formatted(home));
    }

    private static List<Path> fromEnvironment(Map<String, String> environment) {
        return Arrays.stream(environment.getOrDefault("KUBECONFIG", "").split(File.pathSeparator))
                .filter(each -> !each.isEmpty())
                .distinct()
                .map(Path::of)
                .toList();
    }

    private static Access fromKubeconfig(ChosenContext chosen) {
        String server = KubeconfigFiles.text(chosen.cluster(), "server");
        if (HttpUrl.parse(server) == null) {
            throw new NoClusterException(
                    "The server in the kubeconfig %s is not a URL: %s"
                            .formatted(chosen.files(), server));
        }
        Optional<ExecPlugin> plugin = chosen.plugin(isTerminal());
        Optional<ExecPlugin.Credentials> given = plugin.map(ExecPlugin::run);
        ChosenContext complete = given.map(chosen::with).orElse(chosen);
        try {
            ClientBuilder builder = ClientBuilder.kubeconfig(complete.config(), TOKEN_READ_AGAIN);
            complete.certificate().ifPresent(each -> show(each, builder));
            return new Access(
                    builder.build(),
                    given.filter(each -> each.token().isPresent())
                            .map(each -> new PluginToken(each, plugin.get()::run, Instant::now)));
        } catch (NoClusterException refused) {
            throw refused;
        } catch (IOException | RuntimeException broken) {
            throw new NoClusterException(
                    "Tried to use the kubeconfig %s but failed: %s"
                            .formatted(chosen.files(), broken),
                    broken);
        }
    }

    /** Before the client is built: later, the authority of the cluster is already read. */
    private static void show(ClientCertificate certificate, ClientBuilder builder) {
        Optional<Authentication> token = Optional.ofNullable(builder.getAuthentication());
        builder.setAuthentication(client -> {
            client.setKeyManagers(new KeyManager[] {certificate});
            token.ifPresent(each -> each.provide(client));
        });
    }

    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
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
