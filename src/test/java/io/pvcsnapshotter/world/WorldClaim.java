package io.pvcsnapshotter.world;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.sample.ClaimBuilder;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A claim and its volume, as they are. */
final class WorldClaim {
    final ObjectName name;
    final String uid;

    /** By the API server's clock. */
    final Instant created;

    /** By the true time. */
    final long born;

    final Map<String, String> labels = new TreeMap<>();
    final Map<String, String> annotations = new TreeMap<>();
    final Set<ObjectName> sources = new HashSet<>();
    Claim.Phase phase = Claim.Phase.BOUND;
    boolean deleting;

    /** Empty for a volume that is not a CSI volume. */
    String driver = World.DRIVER;

    private Claim seen;

    WorldClaim(ObjectName name, String uid, Instant created, long born) {
        this.name = name;
        this.uid = uid;
        this.created = created;
        this.born = born;
    }

    /** Whoever changes it says so. */
    void changed() {
        seen = null;
    }

    String volume() {
        return "pv-" + uid;
    }

    Claim seen() {
        if (seen == null) {
            seen =
                    ClaimBuilder.claim(name)
                            .withCreated(created)
                            .withUid(uid)
                            .withLabels(labels)
                            .withAnnotations(annotations)
                            .withPhase(phase)
                            .withVolume(volume())
                            .withDeleting(deleting)
                            .withSources(sources)
                            .build();
        }
        return seen;
    }

    @Override
    public String toString() {
        return name + " (" + uid + ")";
    }
}
