package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What cannot be meant is refused while somebody edits it; what can be is not. */
class ConfigurationGuardIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestBed.Proxy proxy;

    @BeforeEach
    void install() {
        BED.kubectl("apply", "-k", "manifests");
        BED.kubectl(
                "apply",
                "-k",
                BED.kustomization(
                                """
                                resources: [CHECKOUT/manifests/overlays/namespaced, CHECKOUT/config/namespaced]
                                namespace: %s
                                """
                                        .formatted(BED.namespace()))
                        .toString());
        proxy = BED.proxy();
        BED.until("the guards are heeded", () -> !edit("suspend", "no").isEmpty());
        BED.until("the guards are heeded", () -> !edit("timeZone", "no").isEmpty());
    }

    @AfterEach
    void close() {
        proxy.close();
        http.close();
    }

    /** What is said against a value in the ConfigMap; nothing if it is accepted. */
    private String edit(String key, String value) {
        return patch("api/v1", "configmaps", "data", key, value);
    }

    /** What the API server itself says against it, when it is asked to put it into the CronJob. */
    private String judgement(String key, String value) {
        return patch("apis/batch/v1", "cronjobs", "spec", key, value);
    }

    private String patch(String group, String resource, String part, String key, String value) {
        JsonObject inner = new JsonObject();
        inner.addProperty(key, value);
        JsonObject patch = new JsonObject();
        patch.add(part, inner);
        String path =
                "/%s/namespaces/%s/%s/pvc-snapshotter?dryRun=All"
                        .formatted(group, BED.namespace(), resource);
        try {
            HttpResponse<String> response =
                    http.send(
                            HttpRequest.newBuilder(proxy.uri(path))
                                    .header("Content-Type", "application/merge-patch+json")
                                    .method(
                                            "PATCH",
                                            HttpRequest.BodyPublishers.ofString(patch.toString()))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? ""
                    : JsonParser.parseString(response.body())
                            .getAsJsonObject()
                            .get("message")
                            .getAsString();
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void no_schedule_that_the_api_server_takes_is_refused() {
        List<String> refused = new ArrayList<>();
        for (String each :
                List.of(
                        "17 4 * * *",
                        "* * * * *",
                        "*/15 * * * *",
                        "? ? ? ? ?",
                        "0 0 1 1 0",
                        "59 23 31 12 6",
                        "0,30 8-18/2 1-7,15 */3 1-5",
                        "0 6 * JAN-mar,Dec Mon-fri",
                        "5/10 * * * sun,SAT",
                        "00 04 01 012 06",
                        "+5 4 * * *",
                        "0 4 1-+5 * *",
                        "*/+7 * * * *",
                        "*/100 * * * *",
                        "*-7 * * * *",
                        ",5,,10, 4 * * *",
                        ", , , , ,",
                        "17  4 *\t* *",
                        "17 4 * * *",
                        "@yearly",
                        "@annually",
                        "@monthly",
                        "@weekly",
                        "@daily",
                        "@midnight",
                        "@hourly",
                        "@every 6h",
                        "@every 1h30m0.5s",
                        "@every -5m")) {
            assertThat(judgement("schedule", each)).as(each).isEmpty();
            if (!edit("schedule", each).isEmpty()) {
                refused.add(each);
            }
        }
        assertThat(refused).isEmpty();
        assertThat(edit("schedule", " \n17 4 * * *\n")).as("copied without blanks").isEmpty();
    }

    @Test
    void a_schedule_that_the_api_server_does_not_take_is_refused_with_an_example() {
        for (String each :
                List.of(
                        "",
                        "daily",
                        "17 4 * *",
                        "0 17 4 * * *",
                        "60 4 * * *",
                        "17 24 * * *",
                        "17 4 0 * *",
                        "17 4 32 * *",
                        "17 4 * 13 *",
                        "17 4 * * 7",
                        "17 4 * * monday",
                        "17 4 * mon *",
                        "17 4 * * L",
                        "17 4 * * 1#2",
                        "17 4 * * *!",
                        "*/0 * * * *",
                        "*/x * * * *",
                        "1/2/3 * * * *",
                        "1-2-3 * * * *",
                        "-5 * * * *",
                        "17:04",
                        "\"17 4 * * *\"",
                        "@Daily",
                        "@fortnightly",
                        "@every",
                        "@every6h",
                        "TZ=Europe/Berlin 17 4 * * *",
                        "CRON_TZ=UTC 17 4 * * *")) {
            assertThat(judgement("schedule", each)).as(each).isNotEmpty();
            assertThat(edit("schedule", each))
                    .as(each)
                    .contains(
                            "schedule: \"%s\" is not a schedule".formatted(each),
                            "for example \"17 4 * * *\"");
        }
    }

    @Test
    void a_time_zone_is_refused_if_and_only_if_the_api_server_does_not_know_it() {
        for (String each :
                List.of(
                        "UTC",
                        "Etc/UTC",
                        "Europe/Berlin",
                        "America/Argentina/Buenos_Aires",
                        "America/Port-au-Prince",
                        "Etc/GMT+5",
                        "EST5EDT",
                        "GB-Eire")) {
            assertThat(judgement("timeZone", each)).as(each).isEmpty();
            assertThat(edit("timeZone", each)).as(each).isEmpty();
        }
        for (String each :
                List.of(
                        "",
                        "Berlin",
                        "Europe/Berlim",
                        "Europe",
                        "Europe/",
                        "+01:00",
                        "UTC+1",
                        "local",
                        "Local",
                        "'Etc/UTC'",
                        "../UTC",
                        "/etc/localtime")) {
            assertThat(judgement("timeZone", each)).as(each).isNotEmpty();
            assertThat(edit("timeZone", each)).as(each).contains("denied request");
        }
        assertThat(edit("timeZone", "Europe/Berlim")).contains("unknown time zone Europe/Berlim");
        assertThat(edit("timeZone", "+01:00")).contains("for example Europe/Berlin");
    }

    @Test
    void suspend_is_true_or_false() {
        for (String each : List.of("true", "false", " true\n")) {
            assertThat(edit("suspend", each)).as(each).isEmpty();
        }
        for (String each : List.of("", "yes", "True", "1", "\"true\"")) {
            assertThat(edit("suspend", each))
                    .as(each)
                    .contains("suspend: \"%s\" is neither \"true\"".formatted(each));
        }
    }

    @Test
    void a_configuration_without_these_keys_and_config_maps_of_others_are_let_through() {
        String nonsense =
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s, labels: {app.kubernetes.io/name: %s}}
                data: {schedule: "%s", suspend: perhaps, timeZone: somewhere}
                """;
        BED.apply(nonsense.formatted("another", "pvc-snapshotter", "never"));
        BED.kubectl("delete", "configmap", "pvc-snapshotter");
        BED.apply(nonsense.formatted("pvc-snapshotter", "something-else", "never"));
        BED.kubectl("delete", "configmap", "pvc-snapshotter");
        BED.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: pvc-snapshotter, labels: {app.kubernetes.io/name: pvc-snapshotter}}
                """);
        assertThat(
                        BED.refused(
                                "patch",
                                "configmap",
                                "pvc-snapshotter",
                                "-p",
                                "{\"metadata\":{\"labels\":null},\"data\":{\"schedule\":\"never\"}}"))
                .as("the label taken away in the same edit")
                .contains("is not a schedule");
    }
}
