package io.pvcsnapshotter.testbed;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What kustomize makes of a folder.
 *
 * @param text YAML documents
 */
public record Rendered(String text) {
    public List<JsonObject> objects() {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        return StreamSupport.stream(yaml.loadAll(text).spliterator(), false)
                .map(each -> new Gson().toJsonTree(each).getAsJsonObject())
                .toList();
    }

    /** The objects of these kinds. */
    public List<JsonObject> objects(String... kinds) {
        return objects().stream()
                .filter(each -> List.of(kinds).contains(each.get("kind").getAsString()))
                .toList();
    }

    /** What lies at a path of keys with dots between them. */
    public static JsonObject at(JsonObject object, String path) {
        JsonObject found = object;
        for (String key : path.split("\\.")) {
            found = found.getAsJsonObject(key);
        }
        return found;
    }

    public static String text(JsonObject object, String path) {
        int last = path.lastIndexOf('.');
        JsonObject parent = last < 0 ? object : at(object, path.substring(0, last));
        JsonElement value = parent.get(path.substring(last + 1));
        return value == null ? "" : value.getAsString();
    }

    /** The labels, each as {@code key=value}. */
    public static List<String> labels(JsonObject object) {
        return at(object, "metadata.labels").entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue().getAsString())
                .toList();
    }
}
