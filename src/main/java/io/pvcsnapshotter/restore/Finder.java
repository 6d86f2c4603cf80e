package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Manifests;
import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.restore.Findings.Around;
import io.pvcsnapshotter.restore.Findings.Storage;
import io.pvcsnapshotter.restore.RestoreRequest.Beside;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at the cluster. */
final class Finder {
    /** Cluster-wide objects are in no namespace. */
    private static final String NOWHERE = "";

    private final Manifests cluster;
    private final Supplier<Instant> clock;
    private final RestoreRequest request;
    private final Map<String, Boolean> rights = new HashMap<>();
    private final Map<String, Optional<Manifest>> known = new HashMap<>();

    Finder(Manifests cluster, Supplier<Instant> clock, RestoreRequest request) {
        this.cluster = cluster;
        this.clock = clock;
        this.request = request;
    }

    /**
     * Looks again as long as the claim becomes another one meanwhile: a restore that somebody else
     * has ended between two requests would be seen half.
     */
    Findings look(Duration waited) {
        Optional<Manifest> claim = cluster.get(ObjectKind.CLAIM, request.claim());
        while (true) {
            Findings findings = look(claim, waited);
            Optional<Manifest> now = cluster.get(ObjectKind.CLAIM, request.claim());
            if (now.map(Manifest::uid).equals(claim.map(Manifest::uid))) {
                return findings;
            }
            claim = now;
        }
    }

    /** Snapshots are read last, so that none is newer than what else is known. */
    private Findings look(Optional<Manifest> found, Duration waited) {
        ObjectName claim = request.claim();
        Optional<Manifest> beside =
                request.goal() instanceof Beside(String name)
                        ? cluster.get(ObjectKind.CLAIM, new ObjectName(claim.namespace(), name))
                        : Optional.empty();
        Optional<Manifest> waiting =
                (request.goal() instanceof Beside ? beside : found)
                        .filter(each -> !Findings.isBound(each));
        Findings findings =
                new Findings(
                        claim,
                        clock.get(),
                        found,
                        beside,
                        List.of(),
                        around(claim.namespace()),
                        Storage.UNKNOWN,
                        waiting.map(each -> cluster.events(claim, each.uid())).orElse(List.of()),
                        waited);
        Findings listed = findings.with(cluster.list(ObjectKind.SNAPSHOT, claim.namespace()));
        return listed.with(storage(listed));
    }

    private Around around(String namespace) {
        if (request.goal() instanceof Beside) {
            // Only to find out whether one would take the new claim for its own.
            return Around.of(listIfAllowed(ObjectKind.STATEFUL_SET, namespace));
        }
        return new Around(
                cluster.list(ObjectKind.POD, namespace),
                cluster.list(ObjectKind.STATEFUL_SET, namespace),
                cluster.list(ObjectKind.DEPLOYMENT, namespace),
                cluster.list(ObjectKind.REPLICA_SET, namespace),
                cluster.list(ObjectKind.DAEMON_SET, namespace),
                cluster.list(ObjectKind.JOB, namespace),
                cluster.list(ObjectKind.CRON_JOB, namespace),
                cluster.list(ObjectKind.AUTOSCALER, namespace));
    }

    private List<Manifest> listIfAllowed(ObjectKind kind, String namespace) {
        return may("list", kind, namespace) ? cluster.list(kind, namespace) : List.of();
    }

    private Storage storage(Findings findings) {
        Optional<Manifest> volume =
                findings.found()
                        .flatMap(each -> each.text("spec", "volumeName"))
                        .filter(_ -> may("get", ObjectKind.VOLUME, NOWHERE))
                        .flatMap(each ->
                                cluster.get(ObjectKind.VOLUME, new ObjectName(NOWHERE, each)));
        Optional<String> className =
                findings.beside()
                        .or(() -> Optional.of(Like.of(findings, request.shape())))
                        .flatMap(each -> each.text("spec", "storageClassName"));
        boolean readable = may("get", ObjectKind.STORAGE_CLASS, NOWHERE);
        Optional<Manifest> storageClass =
                className
                        .filter(_ -> readable)
                        .flatMap(each -> readOnce(ObjectKind.STORAGE_CLASS, each));
        Optional<Manifest> content = content(findings);
        return new Storage(
                volume,
                volume.isPresent() && may("patch", ObjectKind.VOLUME, NOWHERE),
                storageClass,
                className.isPresent() && readable && storageClass.isEmpty(),
                content.flatMap(each -> each.text("spec", "driver")),
                content.flatMap(each -> each.text("spec", "sourceVolumeMode")));
    }

    /** The content of the snapshot that would be chosen. */
    private Optional<Manifest> content(Findings findings) {
        return Choice.of(findings, request) instanceof Choice.Chosen(Manifest chosen)
                        && may("get", ObjectKind.CONTENT, NOWHERE)
                ? chosen.text("status", "boundVolumeSnapshotContentName")
                        .flatMap(each -> readOnce(ObjectKind.CONTENT, each))
                : Optional.empty();
    }

    private Optional<Manifest> readOnce(ObjectKind kind, String name) {
        return known.computeIfAbsent(
                kind + "/" + name, _ -> cluster.get(kind, new ObjectName(NOWHERE, name)));
    }

    private boolean may(String verb, ObjectKind kind, String namespace) {
        return rights.computeIfAbsent(
                verb + " " + kind,
                _ -> {
                    try {
                        return cluster.may(verb, kind, namespace);
                    } catch (ApiFailure notSaid) {
                        return false;
                    }
                });
    }
}
