package io.pvcsnapshotter.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A list of parts (SBOM) in the form CycloneDX. */
record PartsList(JsonObject document) {
    static PartsList read(Path file) throws IOException {
        return new PartsList(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
    }

    List<JsonObject> components() {
        return objects(document.getAsJsonArray("components"));
    }

    List<JsonObject> components(String type) {
        return components().stream().filter(each -> text(each, "type").equals(type)).toList();
    }

    /** SHA-256 of each jar. */
    Set<String> jars() {
        return components().stream()
                .filter(each -> each.has("purl") && text(each, "purl").startsWith("pkg:maven/"))
                .map(PartsList::sha256)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Of all parts, without the words that join them. */
    Set<String> licences() {
        return components().stream()
                .filter(each -> !text(each, "type").equals("operating-system"))
                .flatMap(each -> licences(each).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static List<String> licences(JsonObject component) {
        JsonObject licence = component.getAsJsonArray("licenses").get(0).getAsJsonObject();
        return licence.has("expression")
                ? Arrays.asList(text(licence, "expression").split(" AND "))
                : List.of(text(licence.getAsJsonObject("license"), "id"));
    }

    static List<JsonObject> files(JsonObject component) {
        return objects(component.getAsJsonArray("components"));
    }

    static String sha256(JsonObject component) {
        JsonObject hash = component.getAsJsonArray("hashes").get(0).getAsJsonObject();
        return text(hash, "content");
    }

    static String text(JsonObject object, String key) {
        return object.get(key).getAsString();
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsJsonObject).toList();
    }
}
