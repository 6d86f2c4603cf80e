package io.pvcsnapshotter.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import java.util.Optional;

/** What a CronJob makes its Jobs from, so that a person can make one too. */
public final class RunTemplate {
    private static final String STARTED_BY = Ownership.PREFIX + "start";

    private final WireJobs.Owned cronJob;
    private final boolean suspended;
    private final JsonObject template;

    private RunTemplate(WireJobs.Owned cronJob, boolean suspended, JsonObject template) {
        this.cronJob = cronJob;
        this.suspended = suspended;
        this.template = template;
    }

    static RunTemplate of(WireJobs.CronJob wire) {
        if (wire.spec() == null || wire.spec().jobTemplate() == null) {
            throw new FromWire.MissingField("spec.jobTemplate");
        }
        return new RunTemplate(
                wire.metadata(),
                Boolean.TRUE.equals(wire.spec().suspend()),
                wire.spec().jobTemplate());
    }

    static String mark(WireJobs.Job job) {
        return job.metadata().annotations().getOrDefault(STARTED_BY, "");
    }

    /** Whether the CronJob starts nothing at present. */
    public boolean suspended() {
        return suspended;
    }

    /**
     * The same with other arguments.
     *
     * @param line as the program splits it into words
     */
    public RunTemplate withArguments(String line) {
        JsonObject copy = template.deepCopy();
        Optional<JsonObject> container = container(copy);
        if (container.isEmpty()) {
            throw new FromWire.MissingField("spec.jobTemplate.spec.template.spec.containers");
        }
        JsonArray variables = new JsonArray();
        if (container.get().get("env") instanceof JsonArray given) {
            for (JsonElement each : given) {
                if (!name(each).equals(FromWireJobs.ARGUMENTS)) {
                    variables.add(each);
                }
            }
        }
        JsonObject variable = new JsonObject();
        variable.addProperty("name", FromWireJobs.ARGUMENTS);
        // The kubelet replaces $(NAME) in values, and makes one $ of two.
        variable.addProperty("value", line.replace("$", "$$"));
        variables.add(variable);
        container.get().add("env", variables);
        return new RunTemplate(cronJob, suspended, copy);
    }

    /** The container of the runs; if none has its name, the first. */
    private static Optional<JsonObject> container(JsonObject template) {
        Optional<JsonObject> first = Optional.empty();
        JsonElement pod = object(object(object(template, "spec"), "template"), "spec");
        if (pod instanceof JsonObject spec && spec.get("containers") instanceof JsonArray all) {
            for (JsonElement each : all) {
                if (name(each).equals(FromWireJobs.CONTAINER)) {
                    return Optional.of(each.getAsJsonObject());
                }
                first = first.or(() -> Optional.of(each.getAsJsonObject()));
            }
        }
        return first;
    }

    private static String name(JsonElement object) {
        return Json.text(object.getAsJsonObject(), "name");
    }

    private static JsonObject object(JsonObject parent, String key) {
        return parent.get(key) instanceof JsonObject object ? object : new JsonObject();
    }

    /**
     * The Job that {@code kubectl create job --from=cronjob/...} would make. As there, the owner
     * does not block its deletion, for that would need one more right.
     */
    JsonObject job(ObjectName name, String mark) {
        JsonObject metadata = object(template, "metadata").deepCopy();
        JsonObject annotations = object(metadata, "annotations").deepCopy();
        annotations.addProperty("cronjob.kubernetes.io/instantiate", "manual");
        annotations.addProperty(STARTED_BY, mark);
        metadata.addProperty("name", name.name());
        metadata.addProperty("namespace", name.namespace());
        metadata.add("annotations", annotations);
        metadata.add("ownerReferences", owners());
        JsonObject job = new JsonObject();
        job.addProperty("apiVersion", "batch/v1");
        job.addProperty("kind", "Job");
        job.add("metadata", metadata);
        job.add("spec", object(template, "spec"));
        return job;
    }

    private JsonArray owners() {
        JsonObject owner = new JsonObject();
        owner.addProperty("apiVersion", "batch/v1");
        owner.addProperty("kind", "CronJob");
        owner.addProperty("name", cronJob.name());
        owner.addProperty("uid", cronJob.uid());
        owner.addProperty("controller", true);
        JsonArray owners = new JsonArray();
        owners.add(owner);
        return owners;
    }
}
