package io.pvcsnapshotter.cluster;

import static io.pvcsnapshotter.cluster.ScriptedApiServer.CLAIMS;
import static io.pvcsnapshotter.cluster.ScriptedApiServer.CLASSES;
import static io.pvcsnapshotter.cluster.ScriptedApiServer.IN_SHOP;
import static io.pvcsnapshotter.cluster.ScriptedApiServer.NAMESPACES;
import static io.pvcsnapshotter.cluster.ScriptedApiServer.SNAPSHOTS;
import static io.pvcsnapshotter.cluster.ScriptedApiServer.VOLUMES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Answer;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Request;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ConfigMap;
import io.pvcsnapshotter.model.CronJob;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.Job;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.ScheduleFields;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.Volume;
import io.pvcsnapshotter.sample.ClaimBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {
    private static final Reach EVERYWHERE = Reach.everywhere();

    @TempDir private Path folder;
    private final ScriptedApiServer server = new ScriptedApiServer();
    private Cluster cluster;

    @BeforeEach
    void connect() {
        cluster = server.cluster(folder);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static String list(String... items) {
        return page("", items);
    }

    private static String page(String next, String... items) {
        return "{\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"7\",\"continue\":\"%s\"},\"items\":[%s]}"
                .formatted(next, String.join(",", items));
    }

    private static String claim(String name) {
        return "{\"metadata\":{\"namespace\":\"shop\",\"name\":\"%s\",\"uid\":\"uid-%s\",\"resourceVersion\":\"1\",\"creationTimestamp\":\"2026-03-01T00:00:00Z\"}}"
                .formatted(name, name);
    }

    private static String snapshot(String more) {
        return """
        {"metadata":{"namespace":"shop","name":"s","uid":"u","resourceVersion":"9",
         "creationTimestamp":"2026-03-10T04:17:00Z"} %s}
        """
                .formatted(more);
    }

    private ApiFailure failure() {
        return catchThrowableOfType(ApiFailure.class, () -> cluster.look(EVERYWHERE));
    }

    @Test
    void asks_for_pages_of_the_newest_state_and_names_itself() {
        cluster.look(EVERYWHERE.withLabels(Set.of(), Set.of("team")));
        assertThat(server.requests())
                .extracting(Request::toString)
                .containsExactly(
                        "GET " + SNAPSHOTS + "?limit=500",
                        "GET " + CLAIMS + "?limit=500",
                        "GET " + NAMESPACES + "?limit=500",
                        "GET " + VOLUMES + "?limit=500",
                        "GET " + CLASSES + "?limit=500");
        assertThat(server.requests())
                .allSatisfy(each -> {
                    assertThat(each.headers().get("User-agent"))
                            .containsExactly("pvc-snapshotter/test");
                    assertThat(each.headers().get("Authorization"))
                            .containsExactly("Bearer " + ScriptedApiServer.TOKEN);
                });
    }

    @Test
    void reads_every_page() {
        server.on(
                CLAIMS,
                Answer.json(page("two", claim("a"), claim("b"))),
                Answer.json(page("three&=", claim("c"))),
                Answer.json(page("", claim("d"))));
        assertThat(cluster.look(EVERYWHERE).inventory().claims())
                .extracting(each -> each.name().name())
                .containsExactly("a", "b", "c", "d");
        assertThat(server.requests(CLAIMS))
                .extracting(Request::query)
                .containsExactly(
                        Map.of("limit", "500"),
                        Map.of("limit", "500", "continue", "two"),
                        Map.of("limit", "500", "continue", "three&="));
    }

    @Test
    void equal_marks_of_one_list_are_one_object() {
        String marked =
                "\"annotations\":{\"pvc-snapshotter.io/policy\":\"all\"},\"namespace\":\"shop\",\"resourceVersion\":\"1\",\"creationTimestamp\":\"2026-03-01T00:00:00Z\",\"uid\":\"%s\"";
        server.on(
                CLAIMS,
                Answer.json(
                        page(
                                "two",
                                "{\"metadata\":{\"name\":\"a\",%s}}"
                                        .formatted(marked.formatted("1")))),
                Answer.json(
                        page(
                                "",
                                "{\"metadata\":{\"name\":\"b\",%s}}"
                                        .formatted(marked.formatted("2")))));
        List<Claim> claims = cluster.look(EVERYWHERE).inventory().claims();
        assertThat(claims.getFirst().annotations().get(Claim.POLICY_ANNOTATION))
                .isEqualTo("all")
                .isSameAs(claims.getLast().annotations().get(Claim.POLICY_ANNOTATION));
    }

    @Test
    void a_list_that_expires_between_two_pages_is_read_again_from_the_beginning() {
        server.on(
                CLAIMS,
                Answer.json(page("two", claim("old"))),
                Answer.refusal(410, "Expired", "The provided continue parameter is too old"),
                Answer.json(page("two", claim("a"))),
                Answer.json(page("", claim("b"))));
        assertThat(cluster.look(EVERYWHERE).inventory().claims())
                .extracting(each -> each.name().name())
                .containsExactly("a", "b");
    }

    @Test
    void a_list_that_expires_again_fails() {
        server.on(
                CLAIMS,
                Answer.json(page("two", claim("a"))),
                Answer.refusal(410, "Expired", "too old"),
                Answer.json(page("two", claim("a"))),
                Answer.refusal(410, "Expired", "too old"));
        assertThat(failure().kind()).isEqualTo(Kind.EXPIRED);
    }

    @Test
    void a_page_that_fails_fails_the_list() {
        server.on(CLAIMS, Answer.json(page("two", claim("a"))), Answer.status(500, "boom"));
        assertThat(failure().kind()).isEqualTo(Kind.SERVER_ERROR);
    }

    @Test
    void items_that_are_null_are_an_empty_list() {
        server.on(CLAIMS, Answer.json("{\"kind\":\"List\",\"metadata\":{},\"items\":null}"));
        assertThat(cluster.look(EVERYWHERE).inventory().claims()).isEmpty();
    }

    /** An empty list of claims would make orphans of all snapshots. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"status\":\"ok\"}",
                "{\"kind\":\"List\",\"items\":{}}",
                "{\"kind\":\"List\",\"items\":[null]}",
                "{\"kind\":\"List\",\"items\":[1]}",
                "{\"kind\":\"List\",\"items\":[{}]}",
                "[]",
                "null",
                "<html>Please log in</html>",
                "{\"items\":[",
                "{\"items\":[]",
                ""
            })
    void an_answer_that_is_no_list_is_not_taken_for_an_empty_one(String body) {
        server.on(CLAIMS, Answer.json(body));
        assertThat(failure().kind()).isEqualTo(Kind.UNREADABLE);
        assertThat(failure()).hasMessageStartingWith("Tried to ");
    }

    @ParameterizedTest
    @ValueSource(strings = {VOLUMES, CLASSES, SNAPSHOTS})
    void objects_without_metadata_are_not_readable(String path) {
        server.on(path, Answer.json("{\"items\":[{}]}"));
        assertThat(failure().kind()).isEqualTo(Kind.UNREADABLE);
    }

    @Test
    void namespaces_without_metadata_are_not_readable() {
        server.on(NAMESPACES, Answer.json("{\"items\":[{}]}"));
        assertThatThrownBy(() -> cluster.look(EVERYWHERE.withLabels(Set.of(), Set.of("team"))))
                .isInstanceOfSatisfying(
                        ApiFailure.class,
                        each -> assertThat(each.kind()).isEqualTo(Kind.UNREADABLE));
    }

    @Test
    void fields_and_values_that_are_newer_than_we_are_do_no_harm() {
        server.on(
                CLAIMS,
                Answer.json(
                        list(
                                """
                                {"apiVersion":"v1","kind":"PersistentVolumeClaim","future":{"a":[1]},
                                 "metadata":{"namespace":"shop","name":"a","uid":"u","resourceVersion":"1","creationTimestamp":"2026-03-01T00:00:00Z","future":1,
                                   "ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","future":{}}],
                                   "labels":{"app":"db"},"annotations":null,"managedFields":[{}]},
                                 "spec":{"volumeName":"v","storageClassName":"fast","volumeMode":"Stream",
                                   "accessModes":["Future"],"dataSourceRef":{"apiGroup":"future.io","kind":"VolumeSnapshot","name":"x"}},
                                 "status":{"phase":"Migrating","future":true}}
                                """)));
        server.on(
                SNAPSHOTS,
                Answer.json(
                        list(
                                snapshot(
                                        """
                                        ,"spec":{"source":{"persistentVolumeClaimName":"a","future":"x"},"future":1},
                                         "status":{"readyToUse":true,"creationTime":"2026-03-10T04:17:05Z","future":[],
                                           "restoreSize":"1Gi","error":{"time":"x","message":"boo","code":7}}
                                        """))));
        server.on(
                CLASSES,
                Answer.json(
                        list(
                                """
                                {"metadata":{"name":"c","annotations":{"snapshot.storage.kubernetes.io/is-default-class":"true"}},
                                 "driver":"d","deletionPolicy":"Shred","future":1}
                                """)));
        server.on(
                VOLUMES,
                Answer.json(
                        list(
                                """
                                {"metadata":{"name":"v"},"spec":{"csi":{"driver":"d","volumeHandle":"h","future":{}},
                                 "claimRef":{"uid":"u","future":1}},"status":{"phase":"Future"}}
                                """)));
        Inventory inventory =
                cluster.look(EVERYWHERE.withLabels(Set.of("app"), Set.of())).inventory();
        assertThat(inventory.claims())
                .containsExactly(
                        ClaimBuilder.claim("a")
                                .withUid("u")
                                .withLabels(Map.of("app", "db"))
                                .withCreated(Instant.parse("2026-03-01T00:00:00Z"))
                                .withPhase(Claim.Phase.PENDING)
                                .withStorageClass("fast")
                                .withVolume("v")
                                .build());
        Snapshot read = inventory.snapshots().getFirst();
        assertThat(read.ready()).isTrue();
        assertThat(read.takenAt()).contains(Instant.parse("2026-03-10T04:17:05Z"));
        assertThat(read.error()).contains("boo");
        assertThat(inventory.classes().orElseThrow())
                .containsExactly(new SnapshotClass("c", "d", true, false));
        assertThat(inventory.volumes().orElseThrow())
                .containsEntry("v", new Volume("v", Optional.of("u"), Optional.of("d")));
    }

    @Test
    void objects_with_nothing_but_what_every_object_has_are_read() {
        server.on(CLAIMS, Answer.json(list(claim("a"))));
        server.on(
                SNAPSHOTS, Answer.json(list(snapshot(""), snapshot(",\"spec\":{},\"status\":{}"))));
        server.on(VOLUMES, Answer.json(list("{\"metadata\":{\"name\":\"v\"}}")));
        Inventory inventory = cluster.look(EVERYWHERE).inventory();
        assertThat(inventory.claims().getFirst().phase()).isEqualTo(Claim.Phase.PENDING);
        assertThat(inventory.snapshots().get(0).status().isPresent()).isFalse();
        assertThat(inventory.snapshots().get(1).status().isPresent()).isTrue();
        assertThat(inventory.snapshots().get(1).ready()).isFalse();
        assertThat(inventory.volumes().orElseThrow().get("v").driver()).isEmpty();
    }

    @Test
    void sees_what_protects_a_snapshot() {
        server.on(
                CLAIMS,
                Answer.json(
                        list(
                                """
                                {"metadata":{"namespace":"shop","name":"new","uid":"u","resourceVersion":"1","creationTimestamp":"2026-03-01T00:00:00Z",
                                   "ownerReferences":[{"apiVersion":"v1","kind":"Pod"}],"deletionTimestamp":"2026-03-10T04:17:00Z"},
                                 "spec":{"dataSource":{"apiGroup":"snapshot.storage.k8s.io","kind":"VolumeSnapshot","name":"s"},
                                   "dataSourceRef":{"apiGroup":"snapshot.storage.k8s.io","kind":"VolumeSnapshot","name":"t","namespace":"other"}},
                                 "status":{"phase":"Lost"}}
                                """)));
        String group =
                """
                {"metadata":{"namespace":"shop","name":"s","uid":"u","resourceVersion":"9",
                 "creationTimestamp":"2026-03-10T04:17:00Z", %s}}
                """;
        server.on(
                SNAPSHOTS,
                Answer.json(
                        list(
                                group.formatted(
                                        "\"ownerReferences\":[{\"apiVersion\":\"groupsnapshot.storage.k8s.io/v9\",\"kind\":\"VolumeGroupSnapshot\"}]"),
                                group.formatted(
                                        "\"finalizers\":[\"snapshot.storage.kubernetes.io/volumesnapshot-in-group-protection\"]"),
                                group.formatted("\"deletionTimestamp\":\"2026-03-10T04:18:00Z\""),
                                snapshot(",\"status\":{\"volumeGroupSnapshotName\":\"g\"}"))));
        Inventory inventory = cluster.look(EVERYWHERE).inventory();
        Claim claim = inventory.claims().getFirst();
        assertThat(claim.spec().sources())
                .containsExactlyInAnyOrder(
                        new ObjectName("shop", "s"), new ObjectName("other", "t"));
        assertThat(claim.phase()).isEqualTo(Claim.Phase.LOST);
        assertThat(claim.ephemeral()).isTrue();
        assertThat(claim.deleting()).isTrue();
        assertThat(inventory.snapshots())
                .extracting(Snapshot::groupMember)
                .containsExactly(true, true, false, true);
        assertThat(inventory.snapshots())
                .extracting(Snapshot::deleting)
                .containsExactly(false, false, true, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"name\":\"s\",\"resourceVersion\":\"9\",\"creationTimestamp\":\"2026-03-10T04:17:00Z\"",
                "\"name\":\"s\",\"uid\":\"\",\"resourceVersion\":\"9\",\"creationTimestamp\":\"2026-03-10T04:17:00Z\"",
                "\"name\":\"s\",\"uid\":\"u\",\"creationTimestamp\":\"2026-03-10T04:17:00Z\"",
                "\"name\":\"s\",\"uid\":\"u\",\"resourceVersion\":\"9\"",
                "\"uid\":\"u\",\"resourceVersion\":\"9\",\"creationTimestamp\":\"2026-03-10T04:17:00Z\"",
                "\"name\":\"s\",\"uid\":\"u\",\"resourceVersion\":\"9\",\"creationTimestamp\":\"yesterday\"",
                "\"name\":\"s\",\"uid\":\"u\",\"resourceVersion\":\"9\",\"creationTimestamp\":\"2026-02-30T04:17:00Z\""
            })
    void a_snapshot_without_what_a_deletion_needs_makes_the_list_unreadable(String metadata) {
        server.on(
                SNAPSHOTS,
                Answer.json(
                        list("{\"metadata\":{\"namespace\":\"shop\",%s}}".formatted(metadata))));
        assertThat(failure().kind()).isEqualTo(Kind.UNREADABLE);
    }

    @Test
    void a_snapshot_that_says_a_bad_time_makes_the_list_unreadable() {
        server.on(
                SNAPSHOTS, Answer.json(list(snapshot(",\"status\":{\"creationTime\":\"soon\"}"))));
        assertThat(failure())
                .hasMessageContaining("shop/s")
                .hasMessageContaining("\"soon\" is not a time");
    }

    @Test
    void ages_count_from_the_api_servers_clock() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant observed = cluster.look(EVERYWHERE).inventory().observed();
        assertThat(observed).isBetween(before, Instant.now());
        assertThat(observed.getNano()).as("HTTP dates have no fractions").isZero();
    }

    @Test
    void lists_only_the_namespaces_in_scope() {
        cluster.look(Reach.within(List.of("shop", "bank")));
        assertThat(server.requests())
                .extracting(each -> each.uri().getPath())
                .containsExactly(
                        IN_SHOP,
                        IN_SHOP.replace("shop", "bank"),
                        "/api/v1/namespaces/shop/persistentvolumeclaims",
                        "/api/v1/namespaces/bank/persistentvolumeclaims",
                        VOLUMES,
                        CLASSES);
    }

    @Test
    void an_install_for_some_namespaces_does_without_volumes_and_classes_that_it_may_not_read() {
        Answer forbidden =
                Answer.refusal(
                        403,
                        "Forbidden",
                        "persistentvolumes is forbidden: User \"a\" cannot list resource \"persistentvolumes\" in API group \"\" at the cluster scope");
        server.on(VOLUMES, forbidden).on(CLASSES, forbidden);
        Inventory inventory = cluster.look(Reach.within(List.of("shop"))).inventory();
        assertThat(inventory.volumes()).isEmpty();
        assertThat(inventory.classes()).isEmpty();
        assertThat(failure().kind()).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void a_failure_that_is_not_the_want_of_a_right_is_never_done_without() {
        server.on(VOLUMES, Answer.status(500, "boom"));
        assertThatThrownBy(() -> cluster.look(Reach.within(List.of("shop"))))
                .isInstanceOf(ApiFailure.class);
    }

    @Test
    void selects_snapshots_by_labels() {
        cluster.snapshots(Area.EVERYWHERE, Map.of("b", "2", "a/x", "1"));
        assertThat(server.requests(SNAPSHOTS).getFirst().query())
                .isEqualTo(Map.of("limit", "500", "labelSelector", "a/x=1,b=2"));
    }

    @Test
    void names_of_objects_that_do_not_exist_are_told_from_kinds_that_are_not_served() {
        ObjectName name = new ObjectName("shop", "a");
        server.on(
                IN_SHOP + "/a", Answer.refusal(404, "NotFound", "volumesnapshots \"a\" not found"));
        assertThat(cluster.snapshot(name)).isEmpty();
        server.on(IN_SHOP + "/a", Answer.status(404, "404 page not found\n"));
        assertThatThrownBy(() -> cluster.snapshot(name))
                .isInstanceOfSatisfying(
                        ApiFailure.class,
                        each -> assertThat(each.kind()).isEqualTo(Kind.NOT_SERVED))
                .hasMessage(
                        "Tried to read volumesnapshots shop/a but failed: the snapshot CRDs are not installed, for the API server does not"
                                + " serve snapshot.storage.k8s.io/v1; install them together with the snapshot-controller, as the"
                                + " documentation of the CSI driver says (HTTP status 404)");
        server.on("/api/v1/namespaces/shop/configmaps/a", Answer.status(404, "404 page not found"));
        assertThatThrownBy(() -> cluster.configMap(name))
                .hasMessage(
                        "Tried to read configmaps shop/a but failed: 404 page not found (HTTP status 404)");
    }

    @Test
    void a_failure_names_what_was_listed_and_where_and_the_answer() {
        server.on(
                IN_SHOP,
                Answer.refusal(
                        403,
                        "Forbidden",
                        "volumesnapshots.snapshot.storage.k8s.io is forbidden: User \"a\" cannot list resource \"volumesnapshots\" in API group \"snapshot.storage.k8s.io\" in the namespace \"shop\""));
        assertThatThrownBy(() -> cluster.look(Reach.within(List.of("shop"))))
                .hasMessage(
                        "Tried to list volumesnapshots in namespace shop but failed: volumesnapshots.snapshot.storage.k8s.io is"
                                + " forbidden: User \"a\" cannot list resource \"volumesnapshots\" in API group"
                                + " \"snapshot.storage.k8s.io\" in the namespace \"shop\" (HTTP status 403)");
    }

    @Test
    void reads_its_job() {
        server.on(
                "/apis/batch/v1/namespaces/backup/jobs/run-1",
                Answer.json(
                        """
                        {"metadata":{"namespace":"backup","name":"run-1","uid":"u","creationTimestamp":"2026-03-10T04:17:01Z",
                           "annotations":{"batch.kubernetes.io/cronjob-scheduled-timestamp":"2026-03-10T05:17:00+01:00"}},
                         "spec":{"activeDeadlineSeconds":7200},"status":{"startTime":"2026-03-10T04:17:02Z","active":1}}
                        """));
        Job job = cluster.job(new ObjectName("backup", "run-1")).orElseThrow();
        assertThat(job)
                .isEqualTo(
                        new Job(
                                "u",
                                Instant.parse("2026-03-10T04:17:01Z"),
                                Optional.of(Instant.parse("2026-03-10T04:17:02Z")),
                                Optional.of(java.time.Duration.ofHours(2)),
                                Optional.of(Instant.parse("2026-03-10T04:17:00Z"))));
    }

    @Test
    void reads_a_config_map() {
        ObjectName name = new ObjectName("backup", "c");
        String metadata =
                "{\"metadata\":{\"namespace\":\"backup\",\"name\":\"c\",\"uid\":\"u\",\"resourceVersion\":\"7\"}";
        server.on(
                "/api/v1/namespaces/backup/configmaps/c",
                Answer.json(
                        metadata
                                + ",\"data\":{\"a.conf\":\"x = 1\\n\"},\"binaryData\":{\"b\":\"AA==\"}}"),
                Answer.json(metadata + "}"),
                Answer.refusal(404, "NotFound", "configmaps \"c\" not found"));
        assertThat(cluster.configMap(name))
                .contains(new ConfigMap(name, "u", "7", Map.of("a.conf", "x = 1\n")));
        assertThat(cluster.configMap(name)).contains(new ConfigMap(name, "u", "7", Map.of()));
        assertThat(cluster.configMap(name)).isEmpty();
    }

    @Test
    void reads_when_a_cron_job_starts() {
        ObjectName name = new ObjectName("backup", "c");
        String metadata =
                "{\"metadata\":{\"namespace\":\"backup\",\"name\":\"c\",\"uid\":\"u\",\"resourceVersion\":\"7\"}";
        server.on(
                "/apis/batch/v1/namespaces/backup/cronjobs/c",
                Answer.json(
                        metadata
                                + ",\"spec\":{\"schedule\":\"@daily\",\"timeZone\":\"Etc/UTC\",\"suspend\":false,\"startingDeadlineSeconds\":0}}"),
                Answer.json(metadata + ",\"spec\":{\"schedule\":\"@daily\"}}"),
                Answer.json(metadata + "}"),
                Answer.refusal(404, "NotFound", "cronjobs \"c\" not found"));
        ScheduleFields all =
                new ScheduleFields(
                        Optional.of("@daily"), Optional.of("Etc/UTC"), Optional.of(false));
        ScheduleFields one =
                new ScheduleFields(Optional.of("@daily"), Optional.empty(), Optional.empty());
        assertThat(cluster.cronJob(name)).contains(new CronJob(name, "u", "7", all, false, true));
        assertThat(cluster.cronJob(name)).contains(new CronJob(name, "u", "7", one, false, false));
        assertThatThrownBy(() -> cluster.cronJob(name))
                .hasMessageEndingWith("an object has no spec, which every one has");
        assertThat(cluster.cronJob(name)).isEmpty();
    }
}
