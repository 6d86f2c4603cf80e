package io.pvcsnapshotter.sample;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Metadata;
import io.pvcsnapshotter.model.ObjectName;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A claim: bound to a volume of its own, and with the uid {@code uid-NAME}. */
public final class ClaimBuilder {
    /** No test is so late that a deletion since then would be an old one. */
    private static final Instant LATE = Instant.parse("2100-01-01T00:00:00Z");

    private final ObjectName name;
    private String uid;
    private final Map<String, String> labels = new HashMap<>();
    private final Map<String, String> annotations = new HashMap<>();
    private Instant created = Instant.EPOCH;
    private Optional<Instant> deletedAt = Optional.empty();
    private boolean ephemeral;
    private Optional<String> storageClass = Optional.of("standard");
    private Optional<String> volume;
    private final Set<ObjectName> sources = new HashSet<>();
    private Claim.Phase phase = Claim.Phase.BOUND;

    private ClaimBuilder(ObjectName name) {
        this.name = name;
        this.uid = "uid-" + name.name();
        this.volume = Optional.of("pv-" + name.namespace() + "-" + name.name());
    }

    /** In the namespace {@code shop}. */
    public static ClaimBuilder claim(String name) {
        return claim(new ObjectName("shop", name));
    }

    public static ClaimBuilder claim(ObjectName name) {
        return new ClaimBuilder(name);
    }

    public ClaimBuilder withUid(String text) {
        uid = text;
        return this;
    }

    public ClaimBuilder withLabels(Map<String, String> more) {
        labels.putAll(more);
        return this;
    }

    public ClaimBuilder withAnnotation(String key, String value) {
        annotations.put(key, value);
        return this;
    }

    public ClaimBuilder withAnnotations(Map<String, String> more) {
        annotations.putAll(more);
        return this;
    }

    public ClaimBuilder withCreated(Instant time) {
        created = time;
        return this;
    }

    public ClaimBuilder withDeleting(boolean yes) {
        deletedAt = yes ? Optional.of(LATE) : Optional.empty();
        return this;
    }

    public ClaimBuilder withPodAsOwner(boolean yes) {
        ephemeral = yes;
        return this;
    }

    /**
     * @param className null for none
     */
    public ClaimBuilder withStorageClass(String className) {
        storageClass = Optional.ofNullable(className);
        return this;
    }

    public ClaimBuilder withVolume(String volumeName) {
        volume = Optional.of(volumeName);
        return this;
    }

    /** It is made from these snapshots. */
    public ClaimBuilder withSources(Set<ObjectName> more) {
        sources.addAll(more);
        return this;
    }

    public ClaimBuilder withPhase(Claim.Phase newPhase) {
        phase = newPhase;
        return this;
    }

    public Claim build() {
        return new Claim(
                new Metadata(name, uid, "1", labels, annotations, created, deletedAt),
                ephemeral,
                new Claim.Spec(storageClass, volume, sources),
                phase);
    }
}
