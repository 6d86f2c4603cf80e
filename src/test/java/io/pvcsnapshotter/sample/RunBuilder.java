package io.pvcsnapshotter.sample;

import io.pvcsnapshotter.model.Run;
import java.time.Instant;

/** A run: scheduled, of the instance {@code here}, by the Job {@code job}. */
public final class RunBuilder {
    private final String uid;
    private final Instant nominal;
    private String instance = "here";
    private String job = "job";
    private Run.Trigger trigger = Run.Trigger.SCHEDULED;

    private RunBuilder(String uid, Instant nominal) {
        this.uid = uid;
        this.nominal = nominal;
    }

    public static RunBuilder run(String uid, Instant nominal) {
        return new RunBuilder(uid, nominal);
    }

    public RunBuilder withInstance(String name) {
        instance = name;
        return this;
    }

    public RunBuilder withJob(String name) {
        job = name;
        return this;
    }

    public RunBuilder withTrigger(Run.Trigger newTrigger) {
        trigger = newTrigger;
        return this;
    }

    public RunBuilder manual() {
        return withTrigger(Run.Trigger.MANUAL);
    }

    public Run build() {
        return new Run(instance, uid, job, nominal, trigger);
    }
}
