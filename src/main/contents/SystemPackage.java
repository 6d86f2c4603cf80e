import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A package of Debian or Ubuntu of which the image has files: the C library.
 *
 * @param image the folder that is / of the image
 * @param fields what dpkg knows of it
 */
record SystemPackage(Path image, Map<String, String> fields, Map<String, String> distribution) {
    /** Of the libraries in it. Its file copyright, which the image has, says more. */
    private static final Map<String, String> LICENCES = Map.of("libc6", "LGPL-2.1-or-later");

    private static final String PACKAGES = "var/lib/dpkg/status.d";
    private static final String SUMS = ".md5sums";

    static List<SystemPackage> all(Path image) throws IOException {
        Map<String, String> distribution = KeysAndValues.read(image.resolve("etc/os-release"));
        List<SystemPackage> packages = new ArrayList<>();
        try (Stream<Path> files = Files.list(image.resolve(PACKAGES))) {
            for (Path each : files.sorted().toList()) {
                if (!each.toString().endsWith(SUMS)) {
                    packages.add(new SystemPackage(image, fields(each), distribution));
                }
            }
        }
        return packages;
    }

    /** Scanners match packages only beside the distribution that they are of. */
    static JsonObject distribution(Path image) throws IOException {
        Map<String, String> distribution = KeysAndValues.read(image.resolve("etc/os-release"));
        JsonObject component = new JsonObject();
        component.addProperty("type", "operating-system");
        component.addProperty("bom-ref", "distribution");
        component.addProperty("name", distribution.get("ID"));
        component.addProperty("version", distribution.get("VERSION_ID"));
        component.addProperty(
                "description",
                "The C library is of this distribution. Nothing else of it is here.");
        return component;
    }

    private static Map<String, String> fields(Path file) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        for (String each : Files.readAllLines(file)) {
            int colon = each.indexOf(": ");
            if (colon > 0 && !each.startsWith(" ")) {
                fields.put(each.substring(0, colon), each.substring(colon + 2));
            }
        }
        return fields;
    }

    private String name() {
        return fields.get("Package");
    }

    private String version() {
        return fields.get("Version");
    }

    /** Of "glibc" or, where the versions differ, "glibc (2.36-9)". */
    private String source() {
        return fields.getOrDefault("Source", name()).replaceFirst(" .*", "");
    }

    private String sourceVersion() {
        String source = fields.getOrDefault("Source", "");
        return source.contains("(") ? source.replaceFirst(".*\\((.*)\\)", "$1") : version();
    }

    String purl() {
        return "pkg:deb/%s/%s@%s?arch=%s&distro=%s-%s&upstream=%s"
                .formatted(
                        distribution.get("ID"),
                        name(),
                        URLEncoder.encode(version(), StandardCharsets.UTF_8),
                        fields.get("Architecture"),
                        distribution.get("ID"),
                        distribution.get("VERSION_ID"),
                        source());
    }

    JsonObject component() throws IOException {
        JsonObject supplier = new JsonObject();
        supplier.addProperty("name", fields.get("Maintainer").replaceFirst(" <.*", ""));
        JsonArray files = new JsonArray();
        for (String each : Files.readAllLines(image.resolve(PACKAGES).resolve(name() + SUMS))) {
            String path = each.substring(each.indexOf(' ')).strip();
            JsonObject file = new JsonObject();
            file.addProperty("type", "file");
            file.addProperty("name", "/" + path);
            file.add("hashes", Json.sha256(image.resolve(path)));
            files.add(file);
        }
        JsonObject component = new JsonObject();
        component.addProperty("type", "library");
        component.addProperty("bom-ref", purl());
        component.add("supplier", supplier);
        component.addProperty("name", name());
        component.addProperty("version", version());
        component.addProperty("description", fields.get("Description"));
        if (LICENCES.containsKey(name())) {
            component.add("licenses", Json.licence(LICENCES.get(name())));
        }
        component.addProperty("purl", purl());
        component.add("components", files);
        // Trivy finds weaknesses by the name of the source.
        JsonArray properties = Json.property("aquasecurity:trivy:PkgType", distribution.get("ID"));
        properties.addAll(Json.property("aquasecurity:trivy:SrcName", source()));
        properties.addAll(Json.property("aquasecurity:trivy:SrcVersion", sourceVersion()));
        component.add("properties", properties);
        return component;
    }

    /** The LGPL wants it to be said where the source is. */
    void writeSource(Path licences) throws IOException {
        Files.writeString(
                licences.resolve(name()).resolve("SOURCE"),
                """
                The libraries are files of the package %s, version %s, of %s. They were not changed.
                Its source is the source package %s, version %s, of that distribution:

                apt-get source %s=%s
                """
                        .formatted(
                                name(),
                                version(),
                                distribution.get("PRETTY_NAME"),
                                source(),
                                sourceVersion(),
                                source(),
                                sourceVersion()));
    }
}
