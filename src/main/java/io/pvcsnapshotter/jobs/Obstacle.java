package io.pvcsnapshotter.jobs;

import io.pvcsnapshotter.model.EventSeen;
import io.pvcsnapshotter.model.RunPod;
import io.pvcsnapshotter.model.RunPod.Container;
import java.util.Optional;

/** Why a pod is not there, or does not start, and what to do. */
record Obstacle(Sightings seen) {
    private static final String ERROR_CREATING = "Error creating: ";

    /** Of a Job whose pods the API server does not take. */
    static String refused(String message) {
        String why =
                message.startsWith(ERROR_CREATING)
                        ? message.substring(ERROR_CREATING.length())
                        : message;
        return "the API server does not take its pod: " + why + advice(why);
    }

    private static String advice(String why) {
        if (why.contains("exceeded quota")) {
            return ". Raise the quota, or delete what uses it";
        }
        if (why.contains("must specify limits.cpu")) {
            return ". Add manifests/components/cpu-limit to the install, and apply it";
        }
        if (why.contains("service account") || why.contains("serviceaccount")) {
            return ". Apply the manifests again: they have the account";
        }
        return why.contains("violates PodSecurity")
                ? ". The CronJob was changed: apply the manifests again"
                : "";
    }

    Optional<String> of(RunPod pod) {
        if (pod.unscheduled().isPresent()) {
            return Optional.of("no node takes its pod: " + pod.unscheduled().get());
        }
        Optional<EventSeen> warning = seen.warning(pod.uid());
        return switch (pod.container()) {
            case Container.Waiting(String reason, String message) ->
                    Optional.of(waiting(reason, message, warning));
            case Container.Unknown _ -> warning.map(Obstacle::words);
            case Container.Running _, Container.Terminated _ -> Optional.empty();
        };
    }

    private static String waiting(String reason, String message, Optional<EventSeen> warning) {
        String why = message.isEmpty() ? reason : reason + ": " + message;
        return switch (reason) {
            case "ErrImagePull",
                    "ImagePullBackOff",
                    "InvalidImageName",
                    "ErrImageNeverPull",
                    "ImageInspectError",
                    "RegistryUnavailable" ->
                    "its image cannot be pulled: %s. Set the image in manifests/components/image/kustomization.yaml, and apply the manifests"
                            .formatted(why);
            case "ContainerCreating", "PodInitializing" ->
                    warning.map(Obstacle::words).orElse("its container is being made");
            default -> "its container does not start: " + why;
        };
    }

    private static String words(EventSeen warning) {
        return "its pod does not start: %s: %s".formatted(warning.reason(), warning.message());
    }
}
