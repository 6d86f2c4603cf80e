import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Writes the list of all parts of the image and of the plugin (SBOM, in the form CycloneDX 1.6),
 * and the licences of these parts. The same parts give the same bytes.
 */
final class Contents {
    private final JsonObject maven;
    private final String tag;
    private final String time;
    private final String commit;

    private Contents(JsonObject maven, String tag, String time, String commit) {
        this.maven = maven;
        this.tag = tag;
        this.time = time;
        this.commit = commit;
    }

    /**
     * Arguments: the build's folder, the folder of licence texts, LICENSE, NOTICE, the JDK's file
     * release, the tag of the image, the time that the build gives to all files, the commit.
     */
    public static void main(String[] arguments) throws IOException {
        Path target = Path.of(arguments[0]);
        Path dist = target.resolve("dist");
        JsonObject maven =
                JsonParser.parseString(Files.readString(target.resolve("maven.cdx.json")))
                        .getAsJsonObject();
        LicenceTexts texts = new LicenceTexts(Path.of(arguments[1]));
        List<Library> libraries =
                Library.all(
                        maven.getAsJsonArray("components"),
                        target.resolve("libs"),
                        dist.resolve("app/lib"));
        JavaRuntime runtime = JavaRuntime.of(Path.of(arguments[4]), dist.resolve("java/release"));
        List<SystemPackage> packages = SystemPackage.all(target.resolve("image"));

        Contents contents = new Contents(maven, arguments[5], arguments[6], arguments[7]);
        List<JsonObject> parts = new ArrayList<>();
        parts.add(contents.program(dist.resolve("app/classpath")));
        for (Library each : libraries) {
            parts.add(each.component(texts.licences(each)));
        }
        parts.add(runtime.component());
        contents.write(target, "kubectl-pvc_snapshotter", "application", runtime, List.of(), parts);
        for (SystemPackage each : packages) {
            parts.add(each.component());
        }
        parts.add(SystemPackage.distribution(target.resolve("image")));
        contents.write(target, "pvc-snapshotter-image", "container", runtime, packages, parts);

        Path licences = dist.resolve("licenses");
        texts.write(licences, libraries);
        runtime.writeLicences(dist.resolve("java/legal/java.base"), licences.resolve("java"));
        for (SystemPackage each : packages) {
            each.writeSource(target.resolve("image/licenses"));
        }
        Files.copy(Path.of(arguments[2]), licences.resolve("LICENSE"));
        Files.writeString(
                licences.resolve("NOTICE"),
                Files.readString(Path.of(arguments[3])) + changes(libraries));
    }

    /** The Apache License wants it to be said which files of others were changed. */
    private static String changes(List<Library> libraries) {
        StringBuilder text = new StringBuilder();
        for (Library each : libraries) {
            if (each.changes().any()) {
                text.append("- %s: %s\n".formatted(each.name(), each.changes()));
            }
        }
        return text.toString();
    }

    private JsonObject program(Path folder) throws IOException {
        JsonObject program =
                maven.getAsJsonObject("metadata").getAsJsonObject("component").deepCopy();
        program.addProperty("type", "application");
        try (var files = Files.list(folder)) {
            program.add("hashes", Json.sha256(files.findFirst().orElseThrow()));
        }
        return program;
    }

    private void write(
            Path target,
            String name,
            String type,
            JavaRuntime runtime,
            List<SystemPackage> packages,
            List<JsonObject> parts)
            throws IOException {
        JsonObject program = parts.getFirst();
        JsonObject whole = new JsonObject();
        whole.addProperty("type", type);
        whole.addProperty("bom-ref", name);
        whole.addProperty("name", type.equals("container") ? "pvc-snapshotter" : name);
        whole.addProperty("version", tag);
        whole.add("description", program.get("description"));
        whole.add("licenses", program.get("licenses"));

        JsonObject metadata = new JsonObject();
        metadata.addProperty("timestamp", time);
        metadata.add("tools", maven.getAsJsonObject("metadata").get("tools"));
        metadata.add("component", whole);
        metadata.add("properties", Json.property("pvc-snapshotter:commit", commit));

        List<String> system = packages.stream().map(SystemPackage::purl).toList();
        JsonArray dependencies = new JsonArray();
        dependencies.add(Json.dependency(name, List.of(Json.ref(program), runtime.purl())));
        dependencies.addAll(maven.getAsJsonArray("dependencies"));
        dependencies.add(Json.dependency(runtime.purl(), system));
        system.forEach(each -> dependencies.add(Json.dependency(each, List.of())));

        JsonArray components = new JsonArray();
        parts.forEach(components::add);
        JsonObject document = new JsonObject();
        document.addProperty("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        document.addProperty("bomFormat", "CycloneDX");
        document.addProperty("specVersion", "1.6");
        document.addProperty("version", 1);
        document.add("metadata", metadata);
        document.add("components", components);
        document.add("dependencies", dependencies);
        byte[] told = document.toString().getBytes(StandardCharsets.UTF_8);
        document.addProperty("serialNumber", "urn:uuid:" + UUID.nameUUIDFromBytes(told));
        Files.writeString(
                target.resolve(name + ".cdx.json"),
                new GsonBuilder()
                                .setPrettyPrinting()
                                .disableHtmlEscaping()
                                .create()
                                .toJson(document)
                        + "\n");
    }
}
