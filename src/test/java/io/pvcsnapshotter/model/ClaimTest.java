package io.pvcsnapshotter.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.sample.ClaimBuilder;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimTest {
    @ParameterizedTest(name = "restored-from \"{0}\": {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''            | me
                    a             | me a
                    a,b           | me a b
                    ' a , b ,'    | me a b
                    ,,            | me
                    a,a,me        | me a
                    """)
    void its_history_is_its_own_uid_and_those_it_was_restored_from(String annotation, String uids) {
        Claim claim = claim(Map.of("pvc-snapshotter.io/restored-from", annotation));

        assertThat(claim.history()).containsExactlyInAnyOrder(uids.split(" "));
    }

    @Test
    void without_the_annotation_its_history_is_its_own() {
        assertThat(claim(Map.of()).history()).containsExactly("me");
    }

    @Test
    void knows_what_made_its_volume() {
        assertThat(claim(Map.of()).provisioner()).isEmpty();
        assertThat(
                        claim(Map.of("volume.kubernetes.io/storage-provisioner", "csi.example.com"))
                                .provisioner())
                .contains("csi.example.com");
    }

    @Test
    void names_are_printed_and_ordered_by_namespace_first() {
        ObjectName[] names = {
            new ObjectName("b", "a"), new ObjectName("a", "c"), new ObjectName("a", "b")
        };

        Arrays.sort(names);

        assertThat(names).extracting(ObjectName::toString).containsExactly("a/b", "a/c", "b/a");
    }

    private static Claim claim(Map<String, String> annotations) {
        return ClaimBuilder.claim("data")
                .withUid("me")
                .withAnnotations(annotations)
                .withStorageClass(null)
                .withVolume("pv")
                .build();
    }
}
