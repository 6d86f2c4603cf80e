package io.pvcsnapshotter.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The image as the build left it.
 *
 * @param root what is / in a container
 * @param config with the labels
 * @param compressed the bytes that a node pulls
 */
record UnpackedImage(Path root, JsonObject config, long compressed) {

    static UnpackedImage in(Path folder) throws IOException, InterruptedException {
        Path layers = Files.createDirectory(folder.resolve("layers"));
        Path root = Files.createDirectory(folder.resolve("root"));
        unpack(target().resolve("pvc-snapshotter-image.tar"), layers);
        JsonObject manifest =
                JsonParser.parseString(Files.readString(layers.resolve("manifest.json")))
                        .getAsJsonArray()
                        .get(0)
                        .getAsJsonObject();
        long compressed = 0;
        JsonArray names = manifest.getAsJsonArray("Layers");
        for (JsonElement each : names) {
            Path layer = layers.resolve(each.getAsString());
            unpack(layer, root);
            compressed += Files.size(layer);
        }
        JsonObject config =
                JsonParser.parseString(
                                Files.readString(
                                        layers.resolve(manifest.get("Config").getAsString())))
                        .getAsJsonObject()
                        .getAsJsonObject("config");
        return new UnpackedImage(root, config, compressed);
    }

    static Path target() {
        return Path.of(System.getProperty("project.build.directory", "target"));
    }

    /** The tar archive, compressed or not. */
    static void unpack(Path archive, Path into) throws IOException, InterruptedException {
        Process tar =
                new ProcessBuilder(
                                "tar",
                                "--warning=no-unknown-keyword",
                                "-C",
                                into.toString(),
                                "-xf",
                                archive.toString())
                        .inheritIO()
                        .start();
        assertThat(tar.waitFor()).isZero();
    }

    String label(String name) {
        return config.getAsJsonObject("Labels")
                .get("org.opencontainers.image." + name)
                .getAsString();
    }
}
