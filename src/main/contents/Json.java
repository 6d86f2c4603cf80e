import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The small pieces of which CycloneDX is made. */
final class Json {
    private Json() {}

    static String ref(JsonObject component) {
        return component.get("bom-ref").getAsString();
    }

    static JsonArray list(JsonObject only) {
        JsonArray list = new JsonArray();
        list.add(only);
        return list;
    }

    static JsonArray property(String name, String value) {
        JsonObject property = new JsonObject();
        property.addProperty("name", name);
        property.addProperty("value", value);
        return list(property);
    }

    static JsonArray licence(String expression) {
        JsonObject licence = new JsonObject();
        licence.addProperty("expression", expression);
        return list(licence);
    }

    static JsonObject reference(String type, String url) {
        JsonObject reference = new JsonObject();
        reference.addProperty("type", type);
        reference.addProperty("url", url);
        return reference;
    }

    static JsonObject dependency(String from, List<String> on) {
        JsonArray refs = new JsonArray();
        on.forEach(refs::add);
        JsonObject dependency = new JsonObject();
        dependency.addProperty("ref", from);
        dependency.add("dependsOn", refs);
        return dependency;
    }

    static JsonArray sha256(Path file) throws IOException {
        JsonObject hash = new JsonObject();
        hash.addProperty("alg", "SHA-256");
        hash.addProperty("content", digest(Files.readAllBytes(file)));
        return list(hash);
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
