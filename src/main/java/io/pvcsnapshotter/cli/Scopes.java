package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.Reach;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.LabelSelector;
import java.util.List;

/** What has to be looked at for the settings. */
final class Scopes {
    private Scopes() {}

    static Reach of(Settings settings, String installNamespace) {
        boolean namespaceLabels =
                settings.policies().stream()
                        .anyMatch(
                                each -> !each.select().namespaceLabels().equals(LabelSelector.ALL));
        Reach reach =
                switch (settings.scope()) {
                    case Settings.Scope.Cluster() -> Reach.everywhere();
                    case Settings.Scope.Own() -> Reach.within(List.of(installNamespace));
                    case Settings.Scope.Namespaces(List<String> names) -> Reach.within(names);
                };
        return namespaceLabels ? reach.withNamespaceLabels() : reach;
    }
}
