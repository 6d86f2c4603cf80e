package io.pvcsnapshotter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the text, its includes and the time zone come from. */
class SourceTest {
    private static final String MINIMAL = "policies = [ { name = all } ]\n";

    @Nested
    class ConfigMap {
        @Test
        void has_the_time_zone_and_files_to_include_beside_the_main_key() {
            Settings settings =
                    ConfigurationReader.read(
                                    TestConfiguration.NAME,
                                    Map.of(
                                            "snapshotter.conf",
                                            "include \"limits\"\ninclude \"policies.conf\"",
                                            "limits.conf",
                                            "limits.inFlight = 7",
                                            "policies.conf",
                                            MINIMAL,
                                            "schedule",
                                            "17 4 * * *",
                                            "timeZone",
                                            "America/New_York\n"))
                            .settings();

            assertThat(settings.limits().inFlight()).isEqualTo(7);
            assertThat(settings.policies()).hasSize(1);
            assertThat(settings.timeZone()).isEqualTo(ZoneId.of("America/New_York"));
        }

        @Test
        void without_the_main_key_is_refused() {
            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(
                            () -> ConfigurationReader.read(TestConfiguration.NAME, Map.of("x", "")))
                    .withMessage(
                            """
                            ConfigMap pvc-snapshotter/pvc-snapshotter has a problem:
                              snapshotter.conf: does not exist in ConfigMap pvc-snapshotter/pvc-snapshotter; \
                            apply config/ again: kubectl apply -k config\
                            """);
        }

        @Test
        void its_includes_do_not_read_files() {
            assertThat(
                            TestConfiguration.problems(
                                    Map.of("snapshotter.conf", MINIMAL + "include \"pom.conf\"")))
                    .containsExactly(
                            "snapshotter.conf:2: include \"pom.conf\": there is no pom.conf beside"
                                    + " this file");
        }

        @Test
        void names_the_files_that_could_be_meant() {
            assertThat(
                            TestConfiguration.problems(
                                    Map.of(
                                            "snapshotter.conf",
                                            MINIMAL + "include \"pom.conf\"",
                                            "shops.conf",
                                            "",
                                            "timeZone",
                                            "Etc/UTC")))
                    .containsExactly(
                            "snapshotter.conf:2: include \"pom.conf\": there is no pom.conf beside"
                                    + " this file; there are: shops.conf");
        }
    }

    @Nested
    class Folder {
        @TempDir Path folder;

        @Test
        void has_the_time_zone_in_a_file_of_its_own() throws IOException {
            write("timeZone", "Europe/Berlin");
            write("schedule.env", "timeZone=America/New_York");

            assertThat(timeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        }

        @Test
        void or_in_schedule_env() throws IOException {
            write(
                    "schedule.env",
                    "# timeZone=Asia/Tokyo\nschedule=17 4 * * *\ntimeZone=Asia/Seoul\n");

            assertThat(timeZone()).isEqualTo(ZoneId.of("Asia/Seoul"));
        }

        @Test
        void which_may_begin_with_it() throws IOException {
            write("schedule.env", "timeZone=Asia/Seoul\nschedule=17 4 * * *\n");

            assertThat(timeZone()).isEqualTo(ZoneId.of("Asia/Seoul"));
        }

        @Test
        void or_nowhere() throws IOException {
            write("schedule.env", "schedule=17 4 * * *\n");

            assertThat(timeZone()).isEqualTo(ZoneId.of("Etc/UTC"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTC", "EST5EDT", "Etc/GMT+5", "Asia/Kolkata"})
        void any_named_zone_will_do(String zone) throws IOException {
            write("timeZone", zone);

            assertThat(timeZone()).isEqualTo(ZoneId.of(zone));
        }

        @ParameterizedTest
        @CsvSource({
            "EST, America/Panama",
            "MST, America/Phoenix",
            "HST, Pacific/Honolulu",
            "ROC, Asia/Taipei"
        })
        void a_name_that_kubernetes_knows_and_java_does_not_will_do_too(String zone, String same)
                throws IOException {
            write("timeZone", zone);

            assertThat(timeZone()).isEqualTo(ZoneId.of(same));
        }

        @ParameterizedTest
        @ValueSource(strings = {"+02:00", "UTC+2", "Z", "", "europe/berlin", "Mars/Olympus"})
        void offsets_and_unknown_zones_are_refused(String zone) throws IOException {
            write("timeZone", zone);

            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(this::timeZone)
                    .withMessageContaining("timeZone: found \"" + zone + "\", expected the name");
        }

        @Test
        void a_missing_file_says_what_was_tried_and_what_to_do() {
            Path file = folder.resolve("snapshotter.conf");

            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(() -> ConfigurationReader.read(file))
                    .withMessage(
                            "%1$s has a problem:\n  snapshotter.conf: does not exist in %2$s; check --config; in a pod it is the ConfigMap pvc-snapshotter: kubectl apply -k config"
                                    .formatted(file, folder));
        }

        @Test
        void a_folder_or_something_that_is_no_text_is_refused() throws IOException {
            Files.write(folder.resolve("binary.conf"), new byte[] {(byte) 0xff, (byte) 0xfe});

            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(() -> ConfigurationReader.read(folder))
                    .withMessageContaining("cannot be read: it is a folder");
            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(() -> ConfigurationReader.read(folder.resolve("binary.conf")))
                    .withMessageContaining("binary.conf: cannot be read: it is not UTF-8 text");
        }

        @Test
        void a_time_zone_that_cannot_be_read_is_a_problem() throws IOException {
            Files.createDirectory(folder.resolve("timeZone"));

            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(this::timeZone)
                    .withMessageContaining("timeZone: cannot be read: it is a folder");
        }

        @Test
        void problems_of_both_files_are_reported_together() throws IOException {
            write("timeZone", "Berlin");
            write("snapshotter.conf", "policies = [");

            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(() -> ConfigurationReader.read(folder.resolve("snapshotter.conf")))
                    .satisfies(invalid ->
                            assertThat(invalid.problems())
                                    .extracting(Problem::file)
                                    .containsExactly("snapshotter.conf", "timeZone"));
        }

        private ZoneId timeZone() throws IOException {
            write("snapshotter.conf", MINIMAL);
            return ConfigurationReader.read(folder.resolve("snapshotter.conf"))
                    .settings()
                    .timeZone();
        }

        private void write(String file, String text) throws IOException {
            Files.writeString(folder.resolve(file), text);
        }
    }
}
