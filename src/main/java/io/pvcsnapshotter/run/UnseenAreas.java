package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Area;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the snapshots cannot be looked at for now, since when, and why.
 *
 * <p>One refusal says little: an API server that has lost its etcd or has just started answers 401
 * and 403 for a while. And a namespace that may no longer be listed is no failure of the claims in
 * other namespaces.
 */
final class UnseenAreas {
    /** How long a failure that no retry mends has to stay. */
    private static final Duration STAYS = Duration.ofSeconds(30);

    private record Spell(Instant since, ApiFailure latest) {}

    private final Map<Area, Spell> spells = new HashMap<>();

    void begin(Area area, ApiFailure failure, Instant now) {
        Spell before = spells.get(area);
        boolean same = before != null && !before.latest().retryMayHelp() && !failure.retryMayHelp();
        spells.put(area, new Spell(same ? before.since() : now, failure));
    }

    /** Something was seen of that area. */
    void end(Area area) {
        if (area.equals(Area.EVERYWHERE)) {
            spells.clear();
        } else {
            spells.keySet().removeAll(List.of(area, Area.EVERYWHERE));
        }
    }

    /** Why that namespace cannot be looked at; empty if it can. */
    Optional<ApiFailure> of(String namespace) {
        return spells(namespace).map(Spell::latest).findFirst();
    }

    /** The same, if no retry will help. */
    Optional<ApiFailure> forGood(String namespace, Instant now) {
        return spells(namespace)
                .filter(each -> !each.latest().retryMayHelp())
                .filter(each -> !each.since().plus(STAYS).isAfter(now))
                .map(Spell::latest)
                .findFirst();
    }

    private Stream<Spell> spells(String namespace) {
        return Stream.of(new Area.Namespace(namespace), Area.EVERYWHERE)
                .map(spells::get)
                .filter(each -> each != null);
    }
}
