package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.Reach;
import io.pvcsnapshotter.config.Settings;
import java.util.List;

/**
 * The settings, and what follows from where they are installed.
 *
 * @param namespace of the install
 */
record InstalledSettings(Settings settings, String namespace) {
    /** Whose snapshots are ours. */
    String instance() {
        return settings.instance().orElse(namespace);
    }

    /** What has to be looked at. */
    Reach reach() {
        Reach reach =
                switch (settings.scope()) {
                    case Settings.Scope.Cluster() -> Reach.everywhere();
                    case Settings.Scope.Own() -> Reach.within(List.of(namespace));
                    case Settings.Scope.Namespaces(List<String> names) -> Reach.within(names);
                };
        return reach.withLabels(settings.claimLabels(), settings.namespaceLabels());
    }
}
