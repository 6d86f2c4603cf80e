package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.SnapshotterException;
import java.util.List;

/** The person may not do all that a restore needs. Nothing was done. */
public final class MissingRightsException extends SnapshotterException {
    private static final long serialVersionUID = 1L;

    MissingRightsException(String namespace, List<String> rights) {
        super(
                "In namespace %s you may not: %s. Nothing was done. Ask an administrator for a RoleBinding to the ClusterRole pvc-snapshotter-team-restore in that namespace (kubectl apply -k manifests/components/team-roles makes the role)."
                        .formatted(namespace, String.join(", ", rights)));
    }
}
