package io.pvcsnapshotter.plan;

import static io.pvcsnapshotter.plan.Scene.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a claim never has more snapshots after a run than was said. */
class KeptAtMostTest {
    private static final LocalDateTime START = LocalDateTime.parse("2026-01-04T00:17:00");
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private static Scene scene(LocalDateTime now, Scene.TestPolicy policy, int atLeast) {
        return Scene.at(MINUTES.format(now)).policy(policy).limits(1000, atLeast, "0h");
    }

    private static KeptAtMost said(Scene.TestPolicy policy, int atLeast) {
        Scene scene = scene(START, policy, atLeast);
        scene.claim("data");
        return KeptAtMost.of(scene.foresee(), atLeast).getFirst();
    }

    /** Lets one run after the other take a snapshot and expire, and counts what is left of each. */
    private static int most(Scene.TestPolicy policy, int atLeast, List<LocalDateTime> runs) {
        List<LocalDateTime> kept = new ArrayList<>();
        int most = 0;
        for (LocalDateTime now : runs) {
            Scene scene = scene(now, policy, atLeast);
            Scene.TestClaim claim = scene.claim("data").has(texts(kept));
            claim.snapshot(MINUTES.format(now)).ofThisRun();
            List<Judgement> judged = scene.decide().claims().getFirst().snapshots();
            kept =
                    new ArrayList<>(
                            judged.stream()
                                    .filter(each -> !each.deletes())
                                    .map(each ->
                                            LocalDateTime.ofInstant(
                                                    each.snapshot().time(), ZoneOffset.UTC))
                                    .toList());
            most = Math.max(most, kept.size());
        }
        return most;
    }

    private static String[] texts(List<LocalDateTime> times) {
        return times.stream().map(MINUTES::format).toArray(String[]::new);
    }

    private static List<LocalDateTime> every(Duration gap, int number) {
        List<LocalDateTime> runs = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            runs.add(START.plus(gap.multipliedBy(i)));
        }
        return runs;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ':',
            value = {
                "last=3:3",
                "last=3,daily=7,weekly=4:12",
                "daily=7,weekly=4:10",
                "hourly=6,daily=2:7",
                "last=1:1"
            })
    void the_number_is_reached_where_runs_are_frequent(String retention, int number) {
        Scene.TestPolicy policy = policy("all").keeping(retention);
        assertThat(said(policy, 1).ofEachClaim()).contains(number);
        assertThat(most(policy, 1, every(Duration.ofHours(3), 400))).isBetween(number - 1, number);
        assertThat(most(policy, 1, every(Duration.ofMinutes(30), 2000))).isEqualTo(number);
    }

    @Test
    void the_floor_counts_where_it_is_higher() {
        Scene.TestPolicy policy = policy("all").keeping("last=2");
        assertThat(said(policy, 5).ofEachClaim()).contains(5);
        assertThat(most(policy, 5, every(Duration.ofDays(1), 20))).isEqualTo(5);
    }

    @Test
    void without_every_all_of_a_time_are_all_however_many_there_are() {
        KeptAtMost both = said(policy("all").keeping("last=3,within=2d"), 1);
        assertThat(both.ofEachClaim()).contains(3);
        assertThat(both.andAllWithin()).contains(Duration.ofDays(2));
        KeptAtMost alone = said(policy("all").keeping("within=2d"), 1);
        assertThat(alone.ofEachClaim()).isEmpty();
        assertThat(said(policy("all"), 1).ofEachClaim()).isEmpty();
    }

    @ParameterizedTest(name = "within {0} every {1}: {2}")
    @CsvSource({"48h, 24h, 3", "47h, 24h, 3", "6h, 6h, 2", "7d, 12h, 15"})
    void with_every_a_time_is_a_number(String within, String every, int number) {
        Scene.TestPolicy policy = policy("all").keeping("within=" + within).every(every);
        assertThat(said(policy, 1).ofEachClaim()).contains(number);
        assertThat(said(policy, 1).andAllWithin()).isEmpty();
        assertThat(most(policy, 1, every(Scene.period(every), 60))).isBetween(number - 1, number);
    }

    @Test
    void never_more_is_kept_than_was_said() {
        Seeds.forEach(
                1,
                60,
                seed -> {
                    RandomGenerator random = new Random(seed);
                    int atLeast = 1 + random.nextInt(3);
                    Scene.TestPolicy policy = policy("all").keeping(retention(random));
                    List<LocalDateTime> runs = new ArrayList<>();
                    LocalDateTime time = START;
                    int longest = 1 << random.nextInt(5, 13);
                    for (int i = 0; i < 120; i++) {
                        time = time.plusMinutes(1 + random.nextInt(longest));
                        runs.add(time);
                    }
                    assertThat(most(policy, atLeast, runs))
                            .isLessThanOrEqualTo(said(policy, atLeast).ofEachClaim().orElseThrow());
                });
    }

    private static String retention(RandomGenerator random) {
        List<String> tiers = new ArrayList<>();
        for (String tier : List.of("last", "hourly", "daily", "weekly", "monthly", "yearly")) {
            if (random.nextInt(3) == 0) {
                tiers.add(tier + "=" + (1 + random.nextInt(6)));
            }
        }
        return tiers.isEmpty() ? "last=2" : String.join(",", tiers);
    }

    @Test
    void only_claims_count_of_which_the_policy_wants_snapshots() {
        Scene scene = Scene.at(MINUTES.format(START)).keeping("last=2");
        scene.claim("a");
        scene.claim("b");
        scene.claim("c").optedOut();
        assertThat(KeptAtMost.of(scene.foresee(), 1))
                .singleElement()
                .satisfies(each -> assertThat(each.claims()).isEqualTo(2));
    }
}
