package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ConfigMap;
import io.pvcsnapshotter.model.CronJob;
import io.pvcsnapshotter.model.CronJobState;
import io.pvcsnapshotter.model.EventNote;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.Job;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.ScheduleFields;
import io.pvcsnapshotter.model.SizedSnapshot;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.model.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A Kubernetes cluster, behind its API server. */
public final class Cluster implements Snapshots, InstallObjects {
    private final ApiServer api;
    private final Duration rewatch;

    /**
     * @param rewatch the pause before a watch is opened again
     */
    Cluster(ApiServer api, Duration rewatch) {
        this.api = api;
        this.rewatch = rewatch;
    }

    /**
     * Snapshots are read first and claims after them. So no snapshot looks like an orphan because
     * its claim was made after the claims were read, and a restore that begins meanwhile is seen.
     */
    @Override
    public Look look(Reach reach) {
        List<Listing<Snapshot>> snapshots = list(reach, Resource.SNAPSHOT);
        List<Claim> claims = claims(reach);
        Inventory inventory =
                new Inventory(
                        snapshots.getFirst().observed(),
                        reach.namespaceLabels().isEmpty()
                                ? Map.of()
                                : namespaces(reach.namespaceLabels()),
                        claims,
                        items(snapshots),
                        ifAllowed(reach, this::volumes),
                        ifAllowed(reach, this::classes));
        return new Look(inventory, bookmark(snapshots));
    }

    private static Bookmark bookmark(List<Listing<Snapshot>> lists) {
        return new Bookmark(
                lists.stream().collect(Collectors.toMap(Listing::area, Listing::resourceVersion)));
    }

    private Map<String, Map<String, String>> namespaces(Set<String> labels) {
        return listAll(Resource.NAMESPACE.keeping(labels)).stream()
                .collect(Collectors.toMap(Wire.Metadata::name, Wire.Metadata::labels));
    }

    private Map<String, Volume> volumes() {
        return listAll(Resource.VOLUME).stream()
                .collect(Collectors.toMap(Volume::name, Function.identity()));
    }

    private List<SnapshotClass> classes() {
        return listAll(Resource.SNAPSHOT_CLASS);
    }

    private <T> List<T> listAll(Resource<?, T> resource) {
        return Listing.of(api, resource, Area.EVERYWHERE, "").items();
    }

    /**
     * An install for some namespaces may lack the right to read cluster-wide objects and does
     * without them.
     */
    private static <T> Optional<T> ifAllowed(Reach reach, Supplier<T> list) {
        try {
            return Optional.of(list.get());
        } catch (ApiFailure failure) {
            if (failure.kind() == Kind.FORBIDDEN && !reach.isClusterWide()) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private <T> List<Listing<T>> list(Reach reach, Resource<?, T> resource) {
        return reach.areas().stream().map(area -> Listing.of(api, resource, area, "")).toList();
    }

    private static <T> List<T> items(List<Listing<T>> lists) {
        return lists.stream().flatMap(each -> each.items().stream()).toList();
    }

    /**
     * Lists the snapshots and the claims of one namespace, in this order, and asks for nothing
     * else.
     *
     * @throws ApiFailure if the API server does not do as asked
     */
    public NamespaceLook look(String namespace) {
        Area area = new Area.Namespace(namespace);
        Listing<SizedSnapshot> snapshots = Listing.of(api, Resource.SIZED_SNAPSHOT, area, "");
        Listing<Claim> claims = Listing.of(api, Resource.CLAIM, area, "");
        return new NamespaceLook(snapshots.observed(), snapshots.items(), claims.items());
    }

    @Override
    public List<Snapshot> snapshots(Area area, Map<String, String> labels) {
        return Listing.of(api, Resource.SNAPSHOT, area, selector(labels)).items();
    }

    @Override
    public Watching watch(
            Reach reach, Bookmark from, Map<String, String> labels, Consumer<SnapshotChange> to) {
        List<SnapshotWatch> watches =
                reach.areas().stream()
                        .map(area ->
                                new SnapshotWatch(
                                        api, area, selector(labels), from.of(area), rewatch, to))
                        .toList();
        return () -> watches.forEach(SnapshotWatch::close);
    }

    @Override
    public List<Claim> claims(Reach reach) {
        return items(list(reach, Resource.CLAIM.keeping(reach.claimLabels())));
    }

    private static String selector(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .sorted()
                .collect(Collectors.joining(","));
    }

    @Override
    public Optional<Snapshot> snapshot(ObjectName name) {
        return api.get(Resource.SNAPSHOT, name);
    }

    @Override
    public Snapshot create(SnapshotRequest request) {
        return api.create(Resource.SNAPSHOT, request.name(), ToWire.snapshot(request));
    }

    @Override
    public Removal delete(Snapshot snapshot) {
        try {
            api.delete(
                    Resource.SNAPSHOT,
                    snapshot.name(),
                    snapshot.uid(),
                    Optional.of(snapshot.resourceVersion()));
            return Removal.ACCEPTED;
        } catch (ApiFailure failure) {
            return switch (failure.kind()) {
                case NOT_FOUND -> Removal.GONE;
                case CONFLICT -> isGoing(snapshot) ? Removal.GONE : Removal.CHANGED;
                default -> throw failure;
            };
        }
    }

    @Override
    public void undo(Snapshot created) {
        api.delete(Resource.SNAPSHOT, created.name(), created.uid(), Optional.empty());
    }

    /**
     * Finalizers keep an object for a while. So a deletion that is repeated because its answer was
     * lost finds the object still there, but changed.
     */
    private boolean isGoing(Snapshot deleted) {
        return snapshot(deleted.name())
                .filter(each -> each.uid().equals(deleted.uid()))
                .map(Snapshot::deleting)
                .orElse(true);
    }

    /**
     * Writes an Event; one that is there already is left as it is.
     *
     * @throws ApiFailure if the API server does not do as asked
     */
    public void publish(EventNote note) {
        ObjectName name = new ObjectName(note.about().name().namespace(), note.name());
        try {
            api.create(Resource.EVENT, name, ToWire.event(note, Instant.now()));
        } catch (ApiFailure failure) {
            if (failure.kind() != Kind.ALREADY_EXISTS) {
                throw failure;
            }
        }
    }

    /** Access to whole objects, for who acts with a person's rights. */
    public Manifests manifests() {
        return new ManifestCalls(api);
    }

    @Override
    public Optional<Job> job(ObjectName name) {
        return api.get(Resource.JOB, name);
    }

    /** The Jobs of runs, for people. */
    public RunJobs runJobs() {
        return new RunJobs(api);
    }

    @Override
    public Optional<ConfigMap> configMap(ObjectName name) {
        return api.get(Resource.CONFIG_MAP, name);
    }

    @Override
    public Optional<CronJob> cronJob(ObjectName name) {
        return api.get(Resource.CRON_JOB, name);
    }

    /**
     * What the CronJob of that name says of its runs, if there is one.
     *
     * @throws ApiFailure if the API server does not do as asked
     */
    public Optional<CronJobState> cronJobState(ObjectName name) {
        return api.get(Resource.CRON_JOB_STATE, name);
    }

    @Override
    public void reschedule(CronJob cronJob, ScheduleFields fields) {
        api.patch(
                Resource.CRON_JOB,
                cronJob.name(),
                ToWire.change(cronJob.resourceVersion(), fields),
                Wire.ManagedFields.OF_THE_SCHEDULE);
    }
}
