package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
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

    private static String[] installAs(String user) {
        Path own =
                BED.kustomization(
                        "resources: [CHECKOUT/manifests/overlays/namespaced]\nnamespace: %s\n"
                                .formatted(BED.namespace()));
        return new String[] {"apply", "--warnings-as-errors", "-k", own.toString(), "--as", user};
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
}
