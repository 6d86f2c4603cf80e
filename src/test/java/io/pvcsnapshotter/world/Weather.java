package io.pvcsnapshotter.world;

import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What goes wrong for a while, whoever asks. */
final class Weather {
    /** The requests that the program can make. */
    enum Verb {
        LIST_SNAPSHOTS,
        LIST_CLAIMS,
        LIST_OTHERS,
        LOOK_AFTER,
        GET,
        CREATE,
        DELETE
    }

    private static final List<Verb> EVERYTHING = List.of(Verb.values());
    private static final List<Verb> LISTS =
            List.of(Verb.LIST_SNAPSHOTS, Verb.LIST_CLAIMS, Verb.LIST_OTHERS, Verb.LOOK_AFTER);
    private static final List<Verb> CREATES = List.of(Verb.CREATE);
    private static final List<Verb> DELETES = List.of(Verb.DELETE);
    private static final List<Verb> WRITES = List.of(Verb.CREATE, Verb.DELETE);
    private static final List<List<Verb>> SOME =
            List.of(EVERYTHING, LISTS, CREATES, DELETES, WRITES);

    enum Trouble {
        UNREACHABLE(Kind.UNREACHABLE, SOME),
        SERVER_ERROR(Kind.SERVER_ERROR, SOME),
        THROTTLED(Kind.THROTTLED, SOME),
        UNAUTHENTICATED(Kind.UNAUTHENTICATED, List.of(EVERYTHING)),
        RIGHT_IS_MISSING(Kind.FORBIDDEN, SOME),
        LIST_EXPIRES(Kind.EXPIRED, List.of(LISTS)),
        QUOTA_IS_USED_UP(Kind.QUOTA, List.of(CREATES)),
        ADMISSION_REFUSES(Kind.DENIED, List.of(CREATES, DELETES)),
        NAMESPACE_GOES(Kind.NAMESPACE_TERMINATING, List.of(CREATES)),
        ANSWERS_ARE_LOST(null, List.of(EVERYTHING, WRITES)),
        ANSWERS_ARE_SLOW(null, SOME),
        WEBHOOK_CHANGES_MARKS(null, List.of(CREATES)),
        WATCH_IS_CUT(null, List.of()),
        WATCH_IS_SILENT(null, List.of()),
        WATCH_IS_LATE(null, List.of()),
        STORAGE_IS_DOWN(null, List.of()),
        STORAGE_HANGS(null, List.of()),
        STORAGE_IS_SLOW(null, List.of()),
        STORAGE_NEVER_FINISHES(null, List.of()),
        STORAGE_FAILS(null, List.of()),
        STORAGE_REFUSES_TO_DELETE(null, List.of());

        private final Kind kind;
        private final List<List<Verb>> verbs;

        Trouble(Kind kind, List<List<Verb>> verbs) {
            this.kind = kind;
            this.verbs = verbs;
        }
    }

    /**
     * @param namespace where; empty for everywhere
     * @param percent of the requests that it hits
     */
    private record Spell(
            Trouble trouble, List<Verb> verbs, String namespace, int percent, long until) {
        boolean hits(Verb verb, String where, Chance chance) {
            return verbs.contains(verb)
                    && (namespace.isEmpty() || namespace.equals(where))
                    && chance.percent(percent);
        }
    }

    private final World world;
    private final List<Spell> spells = new ArrayList<>();
    private boolean fine;

    Weather(World world) {
        this.world = world;
    }

    void begin(Trouble trouble, long lasting, Chance chance) {
        if (fine) {
            return;
        }
        Spell spell =
                new Spell(
                        trouble,
                        trouble.verbs.isEmpty() ? List.of() : chance.of(trouble.verbs),
                        chance.percent(75) ? "" : chance.of(World.NAMESPACES),
                        chance.of(List.of(100, 100, 50, 15)),
                        world.time.now() + lasting);
        spells.add(spell);
        world.trace.say(
                "%s, %d%% of %s %s for %d s",
                trouble, spell.percent, spell.verbs, spell.namespace, lasting / 1000);
    }

    /** From now on nothing goes wrong. */
    void clear() {
        fine = true;
        spells.clear();
    }

    boolean is(Trouble trouble) {
        for (Spell each : spells) {
            if (each.trouble == trouble && world.time.now() < each.until) {
                return true;
            }
        }
        return false;
    }

    /** Whether this request of all meets that trouble. */
    boolean hits(Trouble trouble, Verb verb, String namespace, Chance chance) {
        for (Spell each : spells) {
            if (each.trouble == trouble
                    && world.time.now() < each.until
                    && each.hits(verb, namespace, chance)) {
                return true;
            }
        }
        return false;
    }

    /** Why the API server does not do this request, if it does not. */
    Optional<Kind> failure(Verb verb, String namespace, Chance chance) {
        for (Spell each : spells) {
            if (each.trouble.kind != null
                    && world.time.now() < each.until
                    && each.hits(verb, namespace, chance)) {
                return Optional.of(each.trouble.kind);
            }
        }
        return Optional.empty();
    }
}
