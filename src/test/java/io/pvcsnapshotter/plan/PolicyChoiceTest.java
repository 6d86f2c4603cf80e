package io.pvcsnapshotter.plan;

import static io.pvcsnapshotter.plan.Scene.at;
import static io.pvcsnapshotter.plan.Scene.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.plan.Scene.TestPolicy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyChoiceTest {
    @Test
    void a_claim_that_only_another_installs_policy_would_have_is_in_no_policy() {
        Scene scene = Scene.at("2026-03-10 04:17").policy(Scene.policy("mine").claims("data"));
        scene.claim("data");
        scene.claim("theirs").wantsPolicy("of-install-a");

        assertThat(scene.decision("theirs")).isEqualTo(Decision.noPolicy());
    }

    private static final String NOW = "2026-03-10 04:17";

    @Test
    void the_first_policy_that_selects_a_claim_has_it() {
        Scene scene = at(NOW).policy(policy("databases").claims("db-*")).policy(policy("all"));
        scene.claim("db-0");
        scene.claim("files");

        assertThat(policyOf(scene, "db-0")).isEqualTo("databases");
        assertThat(policyOf(scene, "files")).isEqualTo("all");
    }

    @Test
    void order_decides_and_not_how_narrow_a_policy_is() {
        Scene scene = at(NOW).policy(policy("all")).policy(policy("databases").claims("db-*"));
        scene.claim("db-0");

        assertThat(policyOf(scene, "db-0")).isEqualTo("all");
    }

    @Test
    void all_conditions_must_hold() {
        TestPolicy narrow =
                policy("narrow")
                        .namespaces("shop", "!bank")
                        .namespaceLabels("backup=daily")
                        .labels("app in (postgres, mysql)")
                        .claims("data-*")
                        .storageClasses("fast-*");
        Scene scene = at(NOW).policy(narrow).policy(policy("rest"));
        scene.namespace("shop", Map.of("backup", "daily"))
                .namespace("bank", Map.of("backup", "daily"));
        Map<String, String> app = Map.of("app", "mysql");
        scene.claim("data-fits").labels(app).storageClass("fast-ssd");
        scene.claim("logs").labels(app).storageClass("fast-ssd");
        scene.claim("data-label").labels(Map.of("app", "redis")).storageClass("fast-ssd");
        scene.claim("data-class").labels(app).storageClass("slow");
        scene.claim("data-none").labels(app).storageClass(null);
        scene.claim("bank", "data-bank").labels(app).storageClass("fast-ssd");

        assertThat(policyOf(scene, "data-fits")).isEqualTo("narrow");
        assertThat(policyOf(scene, "logs")).isEqualTo("rest");
        assertThat(policyOf(scene, "data-label")).isEqualTo("rest");
        assertThat(policyOf(scene, "data-class")).isEqualTo("rest");
        assertThat(policyOf(scene, "data-none")).isEqualTo("rest");
        assertThat(policyOf(scene, "data-bank")).isEqualTo("rest");

        scene.namespace("shop", Map.of("backup", "weekly"));
        assertThat(policyOf(scene, "data-fits")).isEqualTo("rest");
    }

    @Test
    void a_claim_without_a_storage_class_is_selected_by_exclusions_only() {
        Scene scene = at(NOW).policy(policy("not-slow").storageClasses("!slow-*"));
        scene.claim("data").storageClass(null);

        assertThat(policyOf(scene, "data")).isEqualTo("not-slow");
    }

    @Test
    void a_namespace_of_which_nothing_is_known_has_no_labels() {
        Scene scene =
                at(NOW).policy(policy("labelled").namespaceLabels("backup"))
                        .policy(policy("rest").namespaceLabels("!backup"));
        scene.claim("data");

        assertThat(policyOf(scene, "data")).isEqualTo("rest");
    }

    @Test
    void the_annotation_chooses_whatever_the_policies_select() {
        Scene scene = at(NOW).policy(policy("all")).policy(policy("databases").claims("db-*"));
        scene.claim("files").wantsPolicy("databases");

        assertThat(policyOf(scene, "files")).isEqualTo("databases");
    }

    @Test
    void an_annotation_that_names_no_policy_is_said_and_nothing_expires() {
        Scene scene = at(NOW).keeping("last=1").policy(policy("databases"));
        scene.claim("data").wantsPolicy("database").has("2026-03-09 04:17", "2026-03-08 04:17");

        assertThat(Scene.text(scene.decision("data")))
                .isEqualTo(
                        "unknown policy: its annotation pvc-snapshotter.io/policy names the policy \"database\","
                                + " which does not exist (there are: all, databases)");
        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: no policy selects the claim: nothing expires",
                        "2026-03-08 04:17 kept: no policy selects the claim: nothing expires");
    }

    @Test
    void a_claim_that_opts_out_is_skipped_and_loses_nothing() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("data")
                .optedOut()
                .wantsPolicy("all")
                .has("2026-03-09 04:17", "2026-03-08 04:17");
        scene.claim("data").snapshot("2026-01-01 04:17").untaken();

        assertThat(Scene.text(scene.decision("data")))
                .isEqualTo("skip: its annotation pvc-snapshotter.io/snapshot is false");
        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: no policy selects the claim: nothing expires",
                        "2026-03-08 04:17 kept: no policy selects the claim: nothing expires",
                        "2026-01-01 04:17 set aside: not taken yet");
    }

    @Test
    void only_false_opts_out() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("data").annotation("pvc-snapshotter.io/snapshot", "true");

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    @Test
    void a_claim_that_no_policy_selects_loses_nothing() {
        Scene scene =
                at(NOW).policy(
                                policy("databases")
                                        .claims("db-*")
                                        .keeping("last=1")
                                        .mayMatchNothing());
        scene.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17");
        scene.claim("data").snapshot("2026-01-01 04:17").untaken();
        scene.claim("data").snapshot("2026-01-02 04:17").manual();

        assertThat(scene.decision("data")).isEqualTo(Decision.noPolicy());
        assertThat(scene.decide().claims().getFirst().deletions()).isEmpty();
        assertThat(scene.foresee().claims().getFirst().deletions()).isEmpty();
    }

    @Test
    void claims_that_cannot_have_a_snapshot_now_are_skipped_with_the_reason() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("a").deleting();
        scene.claim("b").ephemeral();
        scene.claim("c").phase(Claim.Phase.PENDING);

        assertThat(Scene.text(scene.decision("a"))).isEqualTo("skip: it is being deleted");
        assertThat(Scene.text(scene.decision("b")))
                .isEqualTo("skip: it is the ephemeral volume of a pod");
        assertThat(Scene.text(scene.decision("c"))).isEqualTo("skip: it is not bound to a volume");
    }

    // ---- requireMatch

    @Test
    void a_policy_that_selects_nothing_is_said() {
        Scene scene = at(NOW).policy(policy("databases").claims("db-*")).policy(policy("all"));
        scene.claim("files");

        assertThat(scene.decide().unmatched())
                .containsExactly(
                        "policy databases selects no claim: mend its selectors, or set requireMatch = false");
    }

    @Test
    void a_policy_that_may_match_nothing_says_nothing() {
        Scene scene = at(NOW).policy(policy("databases").claims("db-*").mayMatchNothing());
        scene.claim("files");

        assertThat(scene.decide().unmatched()).isEmpty();
    }

    @Test
    void a_policy_whose_claims_another_one_has_first_still_selects_something() {
        Scene scene = at(NOW).policy(policy("all")).policy(policy("databases").claims("db-*"));
        scene.claim("db-0");

        assertThat(scene.decide().unmatched()).isEmpty();
    }

    @Test
    void a_policy_that_an_annotation_asks_for_selects_something() {
        Scene scene = at(NOW).policy(policy("all")).policy(policy("databases").claims("db-*"));
        scene.claim("files").wantsPolicy("databases");

        assertThat(scene.decide().unmatched()).isEmpty();
    }

    @Test
    void nothing_must_match_where_a_person_looks_at_some_claims_only() {
        Scene scene = at(NOW).policy(policy("databases").claims("db-*")).narrowedTo("files");
        scene.claim("files");

        assertThat(scene.decide().unmatched()).isEmpty();
    }

    // ---- narrowing

    @Test
    void a_narrowed_plan_is_of_the_named_claims_only() {
        Scene scene = at(NOW).keeping("last=1").narrowedTo("b");
        scene.claim("a");
        scene.claim("b");
        scene.claim("bank", "b");

        assertThat(scene.decide().claims())
                .extracting(each -> each.claim().name().toString())
                .containsExactly("shop/b");
    }

    @Test
    void narrowed_to_a_namespace_all_its_claims_are_in() {
        Scene scene = at(NOW).keeping("last=1").narrowedTo();
        scene.claim("a");
        scene.claim("b");
        scene.claim("bank", "a");

        assertThat(scene.decide().claims())
                .extracting(each -> each.claim().name().toString())
                .containsExactly("shop/a", "shop/b");
    }

    @Test
    void a_whole_plan_is_ordered_by_name() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("b");
        scene.claim("bank", "z");
        scene.claim("a");

        assertThat(scene.decide().claims())
                .extracting(each -> each.claim().name().toString())
                .containsExactly("bank/z", "shop/a", "shop/b");
    }

    private static String policyOf(Scene scene, String claim) {
        return ((Decision.Due) scene.decision(claim)).policy().name();
    }
}
