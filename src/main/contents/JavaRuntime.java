import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The Java runtime that jlink made.
 *
 * @param jdk the JDK's file release, which says who made it of what source
 * @param modules of the runtime
 */
record JavaRuntime(Map<String, String> jdk, String modules) {
    private static final String LICENCE = "GPL-2.0-only WITH Classpath-exception-2.0";

    static JavaRuntime of(Path jdk, Path runtime) throws IOException {
        return new JavaRuntime(KeysAndValues.read(jdk), KeysAndValues.read(runtime).get("MODULES"));
    }

    String purl() {
        String source =
                jdk.containsKey("SOURCE_REPO")
                        ? "?vcs_url="
                                + URLEncoder.encode(
                                        "git+%s@%s".formatted(jdk.get("SOURCE_REPO"), commit()),
                                        StandardCharsets.UTF_8)
                        : "";
        return "pkg:generic/openjdk@%s%s"
                .formatted(URLEncoder.encode(version(), StandardCharsets.UTF_8), source);
    }

    /** Such as 25.0.3+9-LTS. */
    private String version() {
        return jdk.get("JAVA_RUNTIME_VERSION");
    }

    /** In the file: .:git:cda0a1776184 */
    private String commit() {
        return jdk.get("SOURCE").replaceFirst(".*:", "");
    }

    JsonObject component() {
        JsonObject supplier = new JsonObject();
        supplier.addProperty("name", jdk.get("IMPLEMENTOR"));
        JsonObject pedigree = new JsonObject();
        pedigree.addProperty(
                "notes",
                "Made by jlink, without debug attributes. Modules left: %s.".formatted(modules));

        JsonObject component = new JsonObject();
        component.addProperty("type", "platform");
        component.addProperty("bom-ref", purl());
        component.add("supplier", supplier);
        component.addProperty("name", "openjdk");
        component.addProperty("version", version());
        component.addProperty(
                "description",
                "Java runtime: %s".formatted(jdk.getOrDefault("IMPLEMENTOR_VERSION", version())));
        component.add("licenses", Json.licence(LICENCE));
        component.addProperty(
                "cpe",
                "cpe:2.3:a:oracle:openjdk:%s:*:*:*:*:*:*:*".formatted(jdk.get("JAVA_VERSION")));
        component.addProperty("purl", purl());
        if (jdk.containsKey("SOURCE_REPO")) {
            JsonArray references = new JsonArray();
            references.add(Json.reference("vcs", jdk.get("SOURCE_REPO")));
            component.add("externalReferences", references);
        }
        component.add("pedigree", pedigree);
        return component;
    }

    /** The texts of java.base hold for the other modules too. */
    void writeLicences(Path legal, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> texts = Files.list(legal)) {
            for (Path each : texts.toList()) {
                Files.copy(each, to.resolve(each.getFileName()));
            }
        }
        StringBuilder source =
                new StringBuilder(
                        "The Java runtime was made by jlink of a JDK. That JDK's file \"release\" says where its source is:\n\n");
        for (String each :
                List.of(
                        "IMPLEMENTOR",
                        "IMPLEMENTOR_VERSION",
                        "JAVA_RUNTIME_VERSION",
                        "SOURCE_REPO",
                        "SOURCE",
                        "BUILD_SOURCE_REPO",
                        "BUILD_SOURCE")) {
            if (jdk.containsKey(each)) {
                source.append("%s=\"%s\"\n".formatted(each, jdk.get(each)));
            }
        }
        Files.writeString(to.resolve("SOURCE"), source);
    }
}
