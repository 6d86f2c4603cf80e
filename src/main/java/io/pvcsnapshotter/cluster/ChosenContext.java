package io.pvcsnapshotter.cluster;

import io.kubernetes.client.util.KubeConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a context of the kubeconfigs names.
 *
 * @param name of the context
 * @param files for messages
 * @param userName for messages
 * @param namespace that is meant where none is named
 */
record ChosenContext(
        String name,
        String files,
        Map<String, Object> cluster,
        String userName,
        Map<String, Object> user,
        Optional<String> namespace) {
    private static final String NAME = "chosen";

    String inWords() {
        return "context %s, server %s".formatted(name, KubeconfigFiles.text(cluster, "server"));
    }

    /**
     * The program that gives the credentials, if one does.
     *
     * @param interactive whether a person is there
     */
    @SuppressWarnings("unchecked") // The kubeconfig's reader has made it one of texts.
    Optional<ExecPlugin> plugin(boolean interactive) {
        return Optional.ofNullable((Map<String, Object>) user.get("exec"))
                .map(exec -> new ExecPlugin(files, userName, exec, cluster, interactive));
    }

    /** The same, with what a credential plugin gave in the plugin's place. */
    ChosenContext with(ExecPlugin.Credentials given) {
        Map<String, Object> complete = new LinkedHashMap<>(user);
        complete.remove("exec");
        given.token().ifPresent(token -> complete.put("token", token));
        given.certificate().ifPresent(pem -> complete.put("client-certificate-data", base64(pem)));
        given.key().ifPresent(pem -> complete.put("client-key-data", base64(pem)));
        return new ChosenContext(name, files, cluster, userName, complete, namespace);
    }

    /**
     * @throws IllegalArgumentException as {@link ClientCertificate#of}
     */
    Optional<ClientCertificate> certificate() {
        return ClientCertificate.of(user);
    }

    /**
     * As client-java reads it, without the {@link #certificate}.
     *
     * @throws NoClusterException if the user logs in in a way that kubectl does not know any more
     */
    KubeConfig config() {
        authProvider().filter(each -> !each.equals("oidc")).ifPresent(this::refuse);
        Map<String, Object> rest = new LinkedHashMap<>(user);
        rest.keySet().removeAll(ClientCertificate.KEYS);
        KubeConfig config =
                new KubeConfig(
                        listed("context", Map.of("cluster", NAME, "user", NAME)),
                        listed("cluster", cluster),
                        listed("user", rest));
        config.setContext(NAME);
        return config;
    }

    private Optional<String> authProvider() {
        return user.get("auth-provider") instanceof Map<?, ?> provider
                ? Optional.of(String.valueOf(provider.get("name")))
                : Optional.empty();
    }

    private void refuse(String authProvider) {
        throw new NoClusterException(
                "The user %s of the kubeconfig %s logs in by the auth-provider %s, which kubectl has not known since 1.26. Give the user an exec entry instead: it names a program that logs in, like gke-gcloud-auth-plugin or kubelogin."
                        .formatted(userName, files, authProvider));
    }

    private static ArrayList<Object> listed(String kind, Map<String, Object> entry) {
        return new ArrayList<>(List.of(Map.of("name", NAME, kind, entry)));
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }
}
