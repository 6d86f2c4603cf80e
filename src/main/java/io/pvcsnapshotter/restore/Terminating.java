package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Manifest;

/** What there is to say of a claim that somebody has deleted and that is still there. */
final class Terminating {
    private Terminating() {}

    static Refusal refusal(Manifest claim, Findings findings) {
        String volume = claim.text("spec", "volumeName").orElse("");
        String since = claim.text("metadata", "deletionTimestamp").orElse("");
        boolean used = !Users.of(findings).pods().isEmpty();
        if (volume.isEmpty()) {
            return new Refusal(
                    "The claim is being deleted since %s".formatted(since),
                    "Wait until it is gone, and call again.");
        }
        return new Refusal(
                "The claim is being deleted since %s. That cannot be stopped, and no snapshot of it can be taken any more. If the reclaim policy of its volume %s is Delete, the volume goes %s"
                        .formatted(
                                since,
                                volume,
                                used
                                        ? "when the last pod that uses it ends: do not restart the pod"
                                        : "at any moment"),
                "If you need what was written since the last snapshot, copy it out of the running pod, or ask an administrator to keep the volume: `kubectl patch pv %s -p '{\"spec\":{\"persistentVolumeReclaimPolicy\":\"Retain\"}}'` Then let the claim go (scale the workload down), and call again."
                        .formatted(volume));
    }
}
