package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.pvcsnapshotter.model.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class YamlTest {
    @Test
    void it_looks_as_people_write_it() {
        Manifest claim =
                Manifest.read(
                                """
                                {"kind": "PersistentVolumeClaim", "metadata": {"name": "data", "annotations": {
                                  "pvc-snapshotter.io/snapshot": "false"}},
                                 "spec": {"accessModes": ["ReadWriteOnce"], "items": [{"a": 1, "b": ["x"]}], "none": {}}}
                                """)
                        .orElseThrow();
        assertThat(io.pvcsnapshotter.report.Yaml.of(claim))
                .isEqualTo(
                        """
                        kind: PersistentVolumeClaim
                        metadata:
                          name: data
                          annotations:
                            pvc-snapshotter.io/snapshot: "false"
                        spec:
                          accessModes:
                          - ReadWriteOnce
                          items:
                          - a: 1
                            b:
                            - x
                          none: {}
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "true",
                "no",
                "~",
                "1",
                "1Gi",
                "0x10",
                "- a",
                "a: b",
                "#",
                "a #b",
                "'",
                "\\\"",
                "é",
                "2026-11-23T10:00:00Z",
                "line\\nline",
                "@x",
                "{}",
                "null",
                "On",
                "y",
                "a:",
                "x/y.z-1"
            })
    void every_reader_gets_back_what_was_written(String text) {
        String json = "{\"%s\": \"%s\", \"list\": [\"%s\"]}".formatted(text, text, text);
        Manifest manifest = Manifest.read(json).orElseThrow();
        Object read = new Yaml().load(io.pvcsnapshotter.report.Yaml.of(manifest));
        assertThat(new Gson().toJsonTree(read)).isEqualTo(manifest.json());
    }
}
