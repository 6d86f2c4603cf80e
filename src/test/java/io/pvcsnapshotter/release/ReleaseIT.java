package io.pvcsnapshotter.release;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.docs.TypedCommands;
import io.pvcsnapshotter.release.Shell.Typed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The files of a release, checked as docs/releasing.md tells users to check them. */
class ReleaseIT {
    @RegisterExtension static final Release RELEASE = new Release();

    private static final TypedCommands PAGE = new TypedCommands("docs/releasing.md");

    @TempDir private Path folder;

    private Shell user;

    @BeforeEach
    void download() {
        user = new Shell(RELEASE.downloaded(folder), Map.of());
    }

    private Typed signature() {
        return user.type(PAGE.theOneWith("ssh-keygen -Y verify"));
    }

    private Typed checksums() {
        return user.type(PAGE.theOneWith("sha256sum --check"));
    }

    @Test
    void the_signature_and_all_checksums_are_right() {
        assertThat(signature().orFail())
                .startsWith("Good \"pvc-snapshotter-release\" signature for pvc-snapshotter with ");
        List<String> signed = new ArrayList<>(RELEASE.names());
        assertThat(signed.removeAll(List.of("checksums.txt", "checksums.txt.sig"))).isTrue();
        assertThat(checksums().orFail().lines())
                .containsExactlyElementsOf(signed.stream().map(each -> each + ": OK").toList());
    }

    @Test
    void a_changed_byte_is_found() throws Exception {
        Path install = folder.resolve("install.yaml");
        Files.writeString(
                install,
                Files.readString(install).replace("runAsNonRoot: true", "runAsNonRoot: tru3"));
        assertThat(checksums().exitStatus()).isEqualTo(1);
        assertThat(checksums().output()).contains("install.yaml: FAILED", "config.yaml: OK");
        user.run("sha256sum *.yaml >checksums.txt");
        assertThat(signature().exitStatus()).isNotZero();
        assertThat(signature().output()).contains("incorrect signature");
    }

    @Test
    void a_signature_by_another_key_or_for_another_purpose_is_found() {
        user.run("ssh-keygen -q -t ed25519 -N '' -f other");
        user.run(
                "ssh-keygen -Y sign -q -n pvc-snapshotter-release -f other <checksums.txt >checksums.txt.sig");
        assertThat(signature().exitStatus()).isNotZero();
        Path key = RELEASE.files().resolve("../../../key");
        user.run(
                "ssh-keygen -Y sign -q -n file -f '%s' <checksums.txt >checksums.txt.sig"
                        .formatted(key));
        assertThat(signature().exitStatus()).isNotZero();
    }

    @Test
    void the_provenance_names_the_commit_and_the_sha_256_of_every_file() {
        assertThat(user.run(PAGE.theOneWith("gitCommit"))).contains(RELEASE.commit());
        JsonObject statement = json("provenance.json");
        Map<String, String> subjects =
                objects(statement.getAsJsonArray("subject"))
                        .filter(each -> !name(each).startsWith("image "))
                        .collect(toMap(ReleaseIT::name, ReleaseIT::sha256));
        Map<String, String> checksums =
                RELEASE.file("checksums.txt")
                        .lines()
                        .map(each -> each.split(" +", 2))
                        .collect(toMap(each -> each[1], each -> each[0]));
        assertThat(checksums.remove("provenance.json")).isNotNull();
        assertThat(subjects).isEqualTo(checksums);

        JsonObject build =
                statement.getAsJsonObject("predicate").getAsJsonObject("buildDefinition");
        assertThat(build.getAsJsonObject("internalParameters").get("tests").getAsString())
                .isEqualTo("not run by this command");
        assertThat(objects(build.getAsJsonArray("resolvedDependencies")).map(ReleaseIT::name))
                .anyMatch(each -> each.startsWith("Java runtime, by jlink of"))
                .anyMatch(each -> each.startsWith("libc.so.6 of "))
                .anyMatch(each -> each.matches("client-java-[\\d.]+\\.jar"))
                .contains("Maven");
    }

    @Test
    void both_archives_have_the_same_image_and_its_digest_is_everywhere() {
        user.run("mkdir oci docker && tar -C oci -xf *.oci.tar && tar -C docker -xf *.docker.tar");
        JsonArray images = json("oci/index.json").getAsJsonArray("manifests");
        String digest = images.get(0).getAsJsonObject().get("digest").getAsString();
        assertThat(images).hasSize(1);
        assertThat("sha256:" + user.run("sha256sum oci/blobs/sha256/" + digest.substring(7)))
                .startsWith(digest);

        JsonObject manifest = json("oci/blobs/sha256/" + digest.substring(7));
        List<String> parts =
                Stream.concat(
                                Stream.of(manifest.getAsJsonObject("config")),
                                objects(manifest.getAsJsonArray("layers")))
                        .map(each -> each.get("digest").getAsString().substring(7))
                        .toList();
        assertThat(user.run("cd docker && sha256sum config.json *.tar.gz").lines())
                .extracting(each -> each.split(" ")[0])
                .containsExactlyInAnyOrderElementsOf(parts);
        assertThat(objects(json("provenance.json").getAsJsonArray("subject")))
                .filteredOn(each -> name(each).startsWith("image "))
                .extracting(ReleaseIT::sha256)
                .containsExactlyElementsOf(
                        Stream.concat(Stream.of(digest.substring(7)), parts.stream()).toList());

        for (String each : List.of("install.yaml", "install-namespaced.yaml")) {
            assertThat(RELEASE.file(each).lines().filter(line -> line.contains(" image: ")))
                    .hasSize(2)
                    .allMatch(line ->
                            line.endsWith(
                                    " image: pvc-snapshotter:%s@%s"
                                            .formatted(ReleasableClone.VERSION, digest)));
        }
        assertThat(RELEASE.output()).contains("The image: " + digest);
        assertThat(RELEASE.file("release-notes.md")).contains(digest, RELEASE.commit());
    }

    @Test
    void the_notes_are_the_section_of_the_changelog() throws Exception {
        String changelog =
                Files.readString(Path.of(System.getProperty("project.basedir"), "CHANGELOG.md"));
        String section =
                changelog
                        .split("(?m)^## %s, .*$".formatted(ReleasableClone.VERSION))[1]
                        .split("(?m)^## ")[0];
        assertThat(RELEASE.file("release-notes.md"))
                .startsWith("# pvc-snapshotter %s, 20".formatted(ReleasableClone.VERSION))
                .contains(section.strip());
    }

    private JsonObject json(String file) {
        return JsonParser.parseString(user.run("cat " + file)).getAsJsonObject();
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonElement::getAsJsonObject);
    }

    private static String name(JsonObject resource) {
        return resource.get("name").getAsString();
    }

    private static String sha256(JsonObject resource) {
        return resource.getAsJsonObject("digest").get("sha256").getAsString();
    }
}
