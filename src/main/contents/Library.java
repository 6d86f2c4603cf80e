import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A library as it is shipped.
 *
 * @param original what Maven knows of it, in the form of CycloneDX
 * @param jar as it is shipped
 */
record Library(JsonObject original, Path jar, Changes changes) {

    /** Every jar has its component, and every component its jar. */
    static List<Library> all(JsonArray components, Path originals, Path shipped)
            throws IOException {
        List<Library> libraries = new ArrayList<>();
        Set<String> jars;
        try (Stream<Path> files = Files.list(shipped)) {
            jars =
                    files.map(each -> each.getFileName().toString())
                            .collect(Collectors.toCollection(TreeSet::new));
        }
        for (JsonElement each : components) {
            JsonObject component = each.getAsJsonObject();
            String name =
                    "%s-%s.jar".formatted(text(component, "name"), text(component, "version"));
            if (!jars.remove(name)) {
                throw new IllegalStateException(
                        "Maven knows of " + name + ", which is not in " + shipped);
            }
            Path jar = shipped.resolve(name);
            libraries.add(
                    new Library(component, jar, Changes.between(originals.resolve(name), jar)));
        }
        if (!jars.isEmpty()) {
            throw new IllegalStateException(
                    jars + " in " + shipped + " is not what Maven knows of");
        }
        return libraries;
    }

    String name() {
        return text(original, "name");
    }

    /** The ids of the licences that its project offers. */
    List<String> offered() {
        List<String> ids = new ArrayList<>();
        if (original.has("licenses")) {
            for (JsonElement each : original.getAsJsonArray("licenses")) {
                JsonObject licence = each.getAsJsonObject().getAsJsonObject("license");
                ids.add(text(licence, licence.has("id") ? "id" : "name"));
            }
        }
        return ids;
    }

    JsonObject component(String licences) throws IOException {
        JsonObject ancestor = new JsonObject();
        for (String each : List.of("type", "group", "name", "version", "hashes", "purl")) {
            ancestor.add(each, original.get(each));
        }
        JsonObject pedigree = new JsonObject();
        pedigree.add("ancestors", Json.list(ancestor));
        pedigree.addProperty("notes", changes.toString());

        JsonObject component = original.deepCopy();
        component.add("hashes", Json.sha256(jar));
        component.add("licenses", Json.licence(licences));
        component.add("pedigree", pedigree);
        return component;
    }

    private static String text(JsonObject from, String key) {
        return from.get(key).getAsString();
    }
}
