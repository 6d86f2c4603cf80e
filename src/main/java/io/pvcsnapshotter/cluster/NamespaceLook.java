package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.SizedSnapshot;
import java.time.Instant;
import java.util.List;

/**
 * One look at what a person sees who has rights in one namespace only.
 *
 * @param observed the API server's clock
 */
public record NamespaceLook(Instant observed, List<SizedSnapshot> snapshots, List<Claim> claims) {
    public NamespaceLook {
        snapshots = List.copyOf(snapshots);
        claims = List.copyOf(claims);
    }
}
