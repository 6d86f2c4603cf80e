package io.pvcsnapshotter.model;

import java.util.Optional;

/**
 * A PersistentVolume, as far as it matters here.
 *
 * @param claimUid the uid of the claim that it is bound to, if it says so
 * @param driver {@code spec.csi.driver}; empty for a volume that is not a CSI volume. In-tree
 *     volumes count as such even where CSI migration serves them: the snapshot controller does not
 *     translate them
 */
public record Volume(String name, Optional<String> claimUid, Optional<String> driver) {}
