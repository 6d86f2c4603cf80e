package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.Scope;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.LabelSelector;
import java.util.List;

/** What has to be listed for the settings. */
final class Scopes {
    private Scopes() {}

    static Scope of(Settings settings, String installNamespace) {
        boolean namespaceLabels =
                settings.policies().stream()
                        .anyMatch(
                                each -> !each.select().namespaceLabels().equals(LabelSelector.ALL));
        List<String> namespaces =
                switch (settings.scope()) {
                    case Settings.Scope.Cluster() -> List.of();
                    case Settings.Scope.Own() -> List.of(installNamespace);
                    case Settings.Scope.Namespaces(List<String> names) -> names;
                };
        return new Scope(namespaces, namespaceLabels);
    }
}
