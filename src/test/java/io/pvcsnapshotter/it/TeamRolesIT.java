package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a cluster administrator does once, so that those of a namespace can install there. */
class TeamRolesIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private static final String TEAM_ROLES = "manifests/components/team-roles";
    private static final String SNAPSHOTS = "volumesnapshots.snapshot.storage.k8s.io";

    private static String user(String role) {
        BED.kubectl("create", "rolebinding", role, "--clusterrole=" + role, "--user=" + role);
        return role;
    }

    private static boolean can(String user, String verb) {
        return BED.kubectlAnyway("auth", "can-i", verb, SNAPSHOTS, "--as", user).startsWith("yes");
    }

    private static Path own() {
        return BED.kustomization(
                "resources: [CHECKOUT/manifests/overlays/namespaced]\nnamespace: %s\n"
                        .formatted(BED.namespace()));
    }

    private static String[] installAs(String user) {
        return new String[] {"apply", "--warnings-as-errors", "-k", own().toString(), "--as", user};
    }

    @Test
    void without_them_a_namespace_s_administrator_cannot_give_the_account_its_rights() {
        BED.kubectl("delete", "-k", TEAM_ROLES, "--ignore-not-found");
        String admin = user("admin");
        BED.until("the rights are gone", () -> !can(admin, "create"));
        assertThat(BED.refused(installAs(admin)))
                .contains("is attempting to grant RBAC permissions not currently held");
    }

    @Test
    void with_them_administrators_install_and_others_have_what_their_role_says() {
        BED.kubectl("apply", "-k", TEAM_ROLES);
        String admin = user("admin");
        BED.until("the rights are there", () -> can(admin, "create"));
        BED.kubectl(installAs(admin));
        String edit = user("edit");
        BED.until("the rights are there", () -> can(edit, "delete"));
        assertThat(BED.refused(installAs(edit))).contains("cannot");
        String view = user("view");
        BED.until("the rights are there", () -> can(view, "list"));
        assertThat(can(view, "delete")).isFalse();
        assertThat(can("nobody", "list")).isFalse();
    }

    @Test
    void the_role_for_restoring_is_enough_for_the_whole_way_back_and_gives_nothing_else() {
        RestoreScene scene = RestoreScene.in(BED);
        scene.statefulSet("");
        for (String each :
                List.of(
                        "snapshots data-db-1",
                        "restore data-db-1 --as look --yes",
                        "restore data-db-1 --in-place",
                        "restore data-db-1 --in-place --yes",
                        "restore data-db-1 --undo --yes")) {
            ProgramRun run =
                    BED.program(
                            Map.of("KUBECONFIG", scene.person().toString()),
                            (Object[]) each.split(" "));
            assertThat(run.exitStatus()).as("%s: %s", each, run).isZero();
        }
        assertThat(scene.file()).hasContent("bad");
        for (String each :
                List.of(
                        "get secrets",
                        "get configmaps",
                        "create pods",
                        "get pods/log",
                        "create pods/exec",
                        "create pods/attach",
                        "create pods/portforward",
                        "get persistentvolumes",
                        "patch persistentvolumes",
                        "delete volumesnapshots.snapshot.storage.k8s.io",
                        "get volumesnapshotcontents.snapshot.storage.k8s.io",
                        "delete statefulsets.apps",
                        "create deployments.apps",
                        "create jobs.batch",
                        "create serviceaccounts/token",
                        "create rolebindings.rbac.authorization.k8s.io",
                        "escalate roles.rbac.authorization.k8s.io")) {
            assertThat(isAllowed(each, BED.namespace())).as(each).isFalse();
        }
        assertThat(isAllowed("patch persistentvolumeclaims", BED.namespace())).isTrue();
        assertThat(isAllowed("list volumesnapshots.snapshot.storage.k8s.io", "default")).isFalse();
    }

    private static boolean isAllowed(String right, String namespace) {
        String[] words = right.split("[ /]");
        return BED.kubectlAnyway(
                        "auth",
                        "can-i",
                        words[0],
                        words[1],
                        "--subresource=" + (words.length > 2 ? words[2] : ""),
                        "--namespace=" + namespace,
                        "--as=system:serviceaccount:%s:one".formatted(BED.namespace()))
                .startsWith("yes");
    }

    /** The token of the account that copies a team's schedule. */
    private static Thief teamWithAStolenToken() {
        BED.kubectl("apply", "-k", own().toString());
        return Thief.of(BED, BED.namespace(), "pvc-snapshotter-schedule");
    }

    private static final String[] START_AN_IMAGE = {
        "patch", "cronjob", "pvc-snapshotter", "-p", Thief.EVIL_IMAGE
    };

    private static void untilNoGuards(Thief thief) {
        String[] words = Arrays.copyOf(START_AN_IMAGE, START_AN_IMAGE.length + 1);
        words[START_AN_IMAGE.length] = "--dry-run=server";
        BED.until(
                "the guards are gone",
                () -> BED.kubectlAnyway(thief.words(words)).contains("patched"));
    }

    @Test
    void without_them_and_without_guards_a_team_s_stolen_token_starts_any_image() {
        BED.kubectl("delete", "-k", TEAM_ROLES, "--ignore-not-found");
        BED.kubectl("delete", "-k", "manifests", "--ignore-not-found");
        Thief thief = teamWithAStolenToken();
        untilNoGuards(thief);
        thief.does(START_AN_IMAGE);
        assertThat(BED.get("cronjob", "pvc-snapshotter").toString()).contains("\"evil\"");
    }

    @Test
    void they_bring_the_guards_which_no_removal_of_an_install_takes_away() {
        for (List<String> order :
                List.of(List.of(TEAM_ROLES, "manifests"), List.of("manifests", TEAM_ROLES))) {
            order.forEach(each -> BED.kubectl("apply", "-k", each));
            Thief thief = teamWithAStolenToken();
            thief.untilRefused(START_AN_IMAGE);
            BED.kubectl("delete", "-k", "manifests");
            assertThat(guards()).isNotEmpty().allMatch(each -> each.endsWith("-of-teams"));
            assertThat(thief.isRefused(START_AN_IMAGE))
                    .contains("pvc-snapshotter-schedule may change only");
            assertThat(thief.isRefusedToCreate(Thief.event(BED.namespace(), "kubelet", "Job")))
                    .contains("only in its own name");
            thief.does(
                    "patch", "cronjob", "pvc-snapshotter", "-p", "{\"spec\":{\"suspend\":false}}");
        }
    }

    @Test
    void their_removal_leaves_the_guards_of_an_install() {
        BED.kubectl("apply", "-k", TEAM_ROLES);
        BED.kubectl("apply", "-k", "manifests");
        BED.kubectl("delete", "-k", TEAM_ROLES);
        assertThat(guards()).isNotEmpty().noneMatch(each -> each.endsWith("-of-teams"));
        teamWithAStolenToken().untilRefused(START_AN_IMAGE);
    }

    private static List<String> guards() {
        return BED
                .list(
                        "validatingadmissionpolicybinding",
                        "-l",
                        "app.kubernetes.io/name=pvc-snapshotter")
                .stream()
                .map(TestBed::name)
                .toList();
    }
}
