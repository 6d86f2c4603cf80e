package io.pvcsnapshotter.cluster;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Kubeconfigs, merged as kubectl does: of two entries of one name, and of two current contexts, the
 * one in the earlier file counts. Paths in a file start at its folder.
 */
final class KubeconfigFiles {
    private final List<Path> read = new ArrayList<>();
    private final Map<String, Map<String, Object>> clusters = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> users = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> contexts = new LinkedHashMap<>();
    private String currentContext = "";

    private KubeconfigFiles() {}

    /**
     * @param files of which one alone has to be there, and of several those that are there are read
     * @throws NoClusterException if they cannot be read, or there is none
     */
    static KubeconfigFiles of(List<Path> files) {
        KubeconfigFiles merged = new KubeconfigFiles();
        List<Path> present =
                files.size() == 1 ? files : files.stream().filter(Files::exists).toList();
        if (present.isEmpty()) {
            throw new NoClusterException(
                    "None of the kubeconfigs exists that $KUBECONFIG names: %s".formatted(files));
        }
        present.forEach(merged::add);
        return merged;
    }

    private void add(Path file) {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            Map<String, Object> config = map(document, "the file");
            Path folder = file.toAbsolutePath().getParent();
            merge(config, "cluster", clusters, folder, List.of("certificate-authority"));
            merge(
                    config,
                    "user",
                    users,
                    folder,
                    List.of("client-certificate", "client-key", "tokenFile"));
            merge(config, "context", contexts, folder, List.of());
            if (currentContext.isEmpty() && config.get("current-context") instanceof String name) {
                currentContext = name;
            }
            read.add(file);
        } catch (MarkedYAMLException notYaml) {
            // Its own message quotes the line, which may hold a token.
            throw failed(
                    file,
                    "it is not YAML, line %d: %s"
                            .formatted(
                                    notYaml.getProblemMark().getLine() + 1, notYaml.getProblem()));
        } catch (IOException | RuntimeException broken) {
            throw failed(
                    file,
                    broken instanceof IllegalArgumentException
                            ? broken.getMessage()
                            : broken.toString());
        }
    }

    private static NoClusterException failed(Path file, String why) {
        return new NoClusterException(
                "Tried to read the kubeconfig %s but failed: %s".formatted(file, why));
    }

    /**
     * @param paths the keys whose values are paths
     */
    private static void merge(
            Map<String, Object> config,
            String kind,
            Map<String, Map<String, Object>> to,
            Path folder,
            List<String> paths) {
        Object entries = config.get(kind + "s");
        if (entries == null) {
            return;
        }
        if (!(entries instanceof List<?> list)) {
            throw new IllegalArgumentException("%ss is no list".formatted(kind));
        }
        for (Object each : list) {
            Map<String, Object> entry = map(each, "an entry of %ss".formatted(kind));
            if (entry.get("name") instanceof String name && entry.get(kind) != null) {
                Map<String, Object> value = map(entry.get(kind), "the %s %s".formatted(kind, name));
                paths.forEach(key -> value.computeIfPresent(key, (_, path) -> from(folder, path)));
                value.computeIfPresent("exec", (_, exec) -> withCommand(folder, exec));
                to.putIfAbsent(name, value);
            }
        }
    }

    private static Object from(Path folder, Object path) {
        return path instanceof String text && !text.isEmpty()
                ? folder.resolve(text).normalize().toString()
                : path;
    }

    /** A command without a slash is looked for in $PATH. */
    private static Object withCommand(Path folder, Object exec) {
        Map<String, Object> plugin = map(exec, "exec");
        plugin.computeIfPresent(
                "command",
                (_, command) -> command.toString().contains("/") ? from(folder, command) : command);
        return plugin;
    }

    private static Map<String, Object> map(Object value, String what) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("%s is no map of keys".formatted(what));
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, each) -> copy.put(String.valueOf(key), each));
        return copy;
    }

    /**
     * What a context names.
     *
     * @param given empty for the current context
     * @throws NoClusterException if there is no such context, or it names no cluster
     */
    ChosenContext chosen(Optional<String> given) {
        String name = given.orElse(currentContext);
        if (name.isEmpty()) {
            throw new NoClusterException(
                    "The kubeconfig %s has no current-context. Choose one with --context: %s"
                            .formatted(files(), String.join(", ", contexts.keySet())));
        }
        Map<String, Object> context = contexts.get(name);
        if (context == null) {
            throw new NoClusterException(
                    "The kubeconfig %s has no context %s. It has: %s"
                            .formatted(files(), name, String.join(", ", contexts.keySet())));
        }
        Map<String, Object> cluster = clusters.get(text(context, "cluster"));
        if (cluster == null || text(cluster, "server").isEmpty()) {
            throw new NoClusterException(
                    "The kubeconfig %s names no cluster in its context %s"
                            .formatted(files(), name));
        }
        String user = text(context, "user");
        return new ChosenContext(
                name,
                files(),
                cluster,
                user,
                users.getOrDefault(user, Map.of()),
                Optional.of(text(context, "namespace")).filter(each -> !each.isEmpty()));
    }

    private String files() {
        return String.join(", ", read.stream().map(Path::toString).toList());
    }

    static String text(Map<String, Object> map, String key) {
        return map.get(key) instanceof String text ? text : "";
    }
}
