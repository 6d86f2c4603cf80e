package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.InstallObjects;
import io.pvcsnapshotter.model.EventNote.Regarding;
import io.pvcsnapshotter.model.JobFacts;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Run;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which run this process belongs to. In a pod of a Job it is that Job, so that every pod of it is
 * the same run; elsewhere it is a run of its own.
 *
 * @param job the Job as an object that Events can be about; empty outside a Job
 * @param facts what the Job says of itself; empty outside a Job
 */
record ThisRun(Run run, Optional<Regarding> job, Optional<JobFacts> facts) {

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
            String uid = ids.get();
            String job = "local-" + uid.substring(0, 8);
            Run run = new Run(instance, uid, job, clock.instant(), Run.Trigger.MANUAL);
            return new ThisRun(run, Optional.empty(), Optional.empty());
        }
        JobFacts facts =
                cluster.job(name.get())
                        .filter(each -> environment.jobUid().map(each.uid()::equals).orElse(true))
                        .orElseThrow(() ->
                                new UsageException(
                                        "This is a pod of the Job %s, but there is no such Job (any more)"
                                                .formatted(name.get())));
        Run run =
                new Run(
                        instance,
                        facts.uid(),
                        name.get().name(),
                        facts.scheduled().orElse(facts.created()),
                        facts.scheduled().isPresent() ? Run.Trigger.SCHEDULED : Run.Trigger.MANUAL);
        Regarding job = new Regarding("batch/v1", "Job", name.get(), facts.uid());
        return new ThisRun(run, Optional.of(job), Optional.of(facts));
    }
}
