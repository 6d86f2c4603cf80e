package io.pvcsnapshotter.image;

import static io.pvcsnapshotter.image.PartsList.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What image and plugin say that is in them, beside what is in them. */
class ContentsIT {
    private static final String LIST = "usr/share/sbom/pvc-snapshotter-image.cdx.json";

    @TempDir private static Path folder;
    private static UnpackedImage image;
    private static Path plugin;

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        image = UnpackedImage.in(folder);
        Path unpacked = Files.createDirectory(folder.resolve("plugin"));
        UnpackedImage.unpack(
                only(UnpackedImage.target(), "kubectl-pvc_snapshotter-.*gz"), unpacked);
        plugin = only(unpacked, "kubectl-.*");
    }

    private static Path only(Path folder, String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(each -> each.getFileName().toString().matches(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static PartsList imageList() throws IOException {
        return PartsList.read(image.root().resolve(LIST));
    }

    private static PartsList pluginList() throws IOException {
        return PartsList.read(plugin.resolve("kubectl-pvc_snapshotter.cdx.json"));
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    private static Set<Path> files(Path folder, String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(each -> each.getFileName().toString().matches(name))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> digests(Set<Path> files) {
        return files.stream()
                .map(ContentsIT::sha256)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void the_lists_have_exactly_the_jars_that_are_there() throws IOException {
        assertThat(imageList().jars())
                .hasSizeGreaterThan(10)
                .isEqualTo(digests(files(image.root().resolve("app"), ".*\\.jar")));
        assertThat(pluginList().jars())
                .isEqualTo(digests(files(plugin.resolve("app"), ".*\\.jar")));
    }

    @Test
    void both_have_the_java_runtime_and_the_image_has_the_c_library() throws IOException {
        String version =
                Files.readAllLines(image.root().resolve("opt/java/release")).stream()
                        .filter(each -> each.startsWith("JAVA_VERSION="))
                        .findFirst()
                        .orElseThrow()
                        .replaceAll(".*=\"|\"", "");
        for (PartsList each : new PartsList[] {imageList(), pluginList()}) {
            assertThat(each.components("platform"))
                    .singleElement()
                    .satisfies(java -> {
                        assertThat(text(java, "name")).isEqualTo("openjdk");
                        assertThat(text(java, "version")).startsWith(version);
                    });
        }
        int jars = imageList().jars().size();
        int packages = systemPackages().size();
        assertThat(imageList().components()).hasSize(jars + 1 + packages + 1);
        assertThat(pluginList().components()).hasSize(jars + 1);
        assertThat(systemPackages()).extracting(each -> text(each, "name")).contains("libc6");
    }

    private static Set<JsonObject> systemPackages() throws IOException {
        return imageList().components().stream()
                .filter(each -> each.has("purl") && text(each, "purl").startsWith("pkg:deb/"))
                .collect(Collectors.toSet());
    }

    @Test
    void every_file_of_the_c_library_is_in_the_list_with_its_digest() throws IOException {
        Set<Path> listed = new TreeSet<>();
        for (JsonObject each : systemPackages()) {
            for (JsonObject file : PartsList.files(each)) {
                Path path = image.root().resolve(text(file, "name").substring(1));
                assertThat(PartsList.sha256(file)).as("%s", path).isEqualTo(sha256(path));
                listed.add(path);
            }
        }
        Set<Path> there = files(image.root(), ".*\\.so(\\..*)?");
        there.removeIf(each -> each.startsWith(image.root().resolve("opt/java")));
        assertThat(listed).isEqualTo(there);
    }

    @Test
    void the_c_library_itself_says_the_version_that_scanners_read()
            throws IOException, InterruptedException {
        String status = Files.readString(image.root().resolve("var/lib/dpkg/status.d/libc6"));
        String version = status.replaceFirst("(?s).*\nVersion: ([^\n]*)\n.*", "$1");
        Path library = files(image.root(), "libc\\.so\\.6").iterator().next();
        Process told = new ProcessBuilder(library.toString()).start();
        assertThat(new String(told.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains(version);
        assertThat(systemPackages())
                .anySatisfy(each -> assertThat(text(each, "version")).isEqualTo(version));
        assertThat(image.root().resolve("etc/os-release"))
                .hasSameTextualContentAs(Path.of("/etc/os-release"));
    }

    @Test
    void every_part_has_its_licence() throws IOException {
        for (JsonObject each : imageList().components("library")) {
            Path texts = image.root().resolve("licenses").resolve(text(each, "name"));
            assertThat(files(texts, "(LICENSE|copyright).*")).as("%s", texts).isNotEmpty();
            assertThat(PartsList.licences(each)).as("%s", texts).isNotEmpty();
        }
        for (JsonObject each : pluginList().components("library")) {
            assertThat(files(plugin.resolve("licenses").resolve(text(each, "name")), "LICENSE.*"))
                    .isNotEmpty();
        }
        for (String each : new String[] {"LICENSE", "NOTICE", "java/LICENSE", "java/SOURCE"}) {
            assertThat(plugin.resolve("licenses").resolve(each)).isNotEmptyFile();
            assertThat(image.root().resolve("licenses").resolve(each)).isNotEmptyFile();
        }
        assertThat(image.root().resolve("licenses/libc6/LGPL-2.1")).isNotEmptyFile();
        assertThat(image.root().resolve("licenses/libc6/SOURCE"))
                .content()
                .contains("apt-get source glibc=");
    }

    @Test
    void the_label_has_the_licences_of_all_parts() throws IOException {
        assertThat(new TreeSet<>(Arrays.asList(image.label("licenses").split(" AND "))))
                .isEqualTo(imageList().licences());
        assertThat(image.label("revision")).matches("unknown|[0-9a-f]{40}(-dirty)?");
    }

    @Test
    void a_library_that_was_cut_down_says_so() throws IOException {
        assertThat(imageList().components("library"))
                .filteredOn(each -> text(each, "name").equals("client-java-api"))
                .singleElement()
                .satisfies(each -> {
                    JsonObject pedigree = each.getAsJsonObject("pedigree");
                    assertThat(text(pedigree, "notes")).matches("Left out.* [0-9]+ files\\.");
                    JsonObject original =
                            pedigree.getAsJsonArray("ancestors").get(0).getAsJsonObject();
                    assertThat(text(original, "purl")).isEqualTo(text(each, "purl"));
                    assertThat(PartsList.sha256(original)).isNotEqualTo(PartsList.sha256(each));
                });
        assertThat(image.root().resolve("licenses/NOTICE"))
                .content()
                .contains("- client-java-api: Left out", "- picocli: Changed");
    }

    @Test
    void the_lists_beside_the_image_and_in_it_are_the_same() throws IOException {
        assertThat(UnpackedImage.target().resolve("pvc-snapshotter-image.cdx.json"))
                .hasSameBinaryContentAs(image.root().resolve(LIST));
    }

    @Test
    void the_image_has_at_most_40_megabytes() {
        assertThat(image.compressed()).isLessThanOrEqualTo(40_000_000);
    }
}
