package io.pvcsnapshotter.cluster;

import io.kubernetes.client.openapi.Pair;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.model.EventSeen;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.RunJob;
import io.pvcsnapshotter.model.RunPod;
import io.pvcsnapshotter.model.RunSchedule;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The Jobs of runs, and what tells how they went. For people: no run looks at them. Every method
 * throws {@link ApiFailure} when the API server does not do as asked.
 */
public final class RunJobs {
    private static final String BATCH = "/apis/batch/v1";
    private static final String CORE = "/api/v1";

    private static final Resource<?, RunJob> JOB =
            new Resource<>(BATCH, "jobs", WireJobs.Job.class, FromWireJobs::job);
    private static final Resource<?, RunPod> POD =
            new Resource<>(CORE, "pods", WireJobs.Pod.class, FromWireJobs::pod).withMessages();
    private static final Resource<?, EventSeen> EVENT =
            new Resource<>(CORE, "events", WireJobs.Event.class, FromWireJobs::event);
    private static final Resource<?, RunSchedule> SCHEDULE =
            new Resource<>(BATCH, "cronjobs", WireJobs.CronJob.class, FromWireJobs::schedule);
    private static final Resource<?, RunTemplate> TEMPLATE =
            new Resource<>(BATCH, "cronjobs", WireJobs.CronJob.class, RunTemplate::of);

    private static final Resource<?, String> MARK =
            new Resource<>(BATCH, "jobs", WireJobs.Job.class, RunTemplate::mark);

    private final ApiServer api;

    RunJobs(ApiServer api) {
        this.api = api;
    }

    /**
     * What there is of runs.
     *
     * @param observed the API server's clock
     */
    public record Listed(List<RunJob> jobs, Instant observed) {}

    /** The Jobs that were made from that CronJob, by its schedule or by hand. */
    public Listed of(ObjectName cronJob) {
        Listing<RunJob> listed = Listing.of(api, JOB, Area.around(cronJob));
        return new Listed(
                listed.items().stream()
                        .filter(each -> each.spec().cronJob().equals(Optional.of(cronJob.name())))
                        .toList(),
                listed.observed());
    }

    public Optional<RunJob> job(ObjectName name) {
        return api.get(JOB, name);
    }

    /** The pods of those Jobs of one namespace; empty if they may not be read. */
    public Optional<List<RunPod>> pods(String namespace, Collection<String> jobs) {
        if (jobs.isEmpty()) {
            return Optional.of(List.of());
        }
        String selector = "batch.kubernetes.io/job-name in (%s)".formatted(String.join(",", jobs));
        return ifAllowed(POD, namespace, new Pair("labelSelector", selector));
    }

    /** The Events about one object; empty if they may not be read. */
    public Optional<List<EventSeen>> events(String namespace, String uid) {
        return ifAllowed(EVENT, namespace, new Pair("fieldSelector", "involvedObject.uid=" + uid));
    }

    /** The CronJob; empty if there is none. */
    public Optional<RunSchedule> schedule(ObjectName cronJob) {
        return api.get(SCHEDULE, cronJob);
    }

    /** What a Job of that CronJob is made from; empty if there is no such CronJob. */
    public Optional<RunTemplate> template(ObjectName cronJob) {
        return api.get(TEMPLATE, cronJob);
    }

    /**
     * Makes a Job.
     *
     * @param mark a text of this one request. A request that is repeated because its answer was
     *     lost meets its own Job, and knows it by the mark
     * @return the Job, as the API server has it
     */
    public RunJob create(ObjectName name, RunTemplate template, String mark) {
        try {
            return api.create(JOB, name, template.job(name, mark));
        } catch (ApiFailure failure) {
            boolean ours =
                    failure.kind() == Kind.ALREADY_EXISTS
                            && api.get(MARK, name).orElse("").equals(mark);
            if (!ours) {
                throw failure;
            }
            return job(name).orElseThrow(() -> failure);
        }
    }

    private <T> Optional<List<T>> ifAllowed(
            Resource<?, T> resource, String namespace, Pair filter) {
        try {
            return Optional.of(
                    Listing.of(api, resource, new Area.Namespace(namespace), filter).items());
        } catch (ApiFailure failure) {
            if (failure.kind() == Kind.FORBIDDEN) {
                return Optional.empty();
            }
            throw failure;
        }
    }
}
