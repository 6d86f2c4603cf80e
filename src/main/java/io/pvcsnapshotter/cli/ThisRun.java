package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.InstallObjects;
import io.pvcsnapshotter.model.EventNote.Regarding;
import io.pvcsnapshotter.model.Job;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Run;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which run this process belongs to. In a pod of a Job it is that Job, so that every pod of it is
 * the same run; elsewhere it is a run of its own.
 *
 * @param regarding the Job as an object that Events can be about; empty outside a Job
 * @param job what that Job says of itself; empty outside a Job
 */
record ThisRun(Run run, Optional<Regarding> regarding, Optional<Job> job) {

    /**
     * @param ids makes the uid of a run outside a Job
     * @throws UsageException if the environment names a Job that does not exist
     */
    static ThisRun of(
            Environment environment,
            InstallObjects cluster,
            String instance,
            Clock clock,
            Supplier<String> ids) {
        Optional<ObjectName> name = environment.job();
        if (name.isEmpty()) {
            environment
                    .missing()
                    .ifPresent(missing -> {
                        throw new UsageException(
                                "This is a pod, and its environment lacks %s. Without them the run would not know its Job, its snapshots would count as made by hand, and nothing would ever expire. Take them from manifests/base/cronjob.yaml."
                                        .formatted(missing));
                    });
            String uid = ids.get();
            String job = "local-" + uid.substring(0, 8);
            Run run = new Run(instance, uid, job, clock.instant(), Run.Trigger.MANUAL);
            return new ThisRun(run, Optional.empty(), Optional.empty());
        }
        Job job =
                cluster.job(name.get())
                        .filter(each -> environment.jobUid().map(each.uid()::equals).orElse(true))
                        .orElseThrow(() ->
                                new UsageException(
                                        "This is a pod of the Job %s, but there is no such Job (any more)"
                                                .formatted(name.get())));
        Run run =
                new Run(
                        instance,
                        job.uid(),
                        name.get().name(),
                        job.scheduled().orElse(job.created()),
                        job.scheduled().isPresent() ? Run.Trigger.SCHEDULED : Run.Trigger.MANUAL);
        Regarding regarding = new Regarding("batch/v1", "Job", name.get(), job.uid());
        return new ThisRun(run, Optional.of(regarding), Optional.of(job));
    }
}
