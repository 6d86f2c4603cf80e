package io.pvcsnapshotter.plan;

import static io.pvcsnapshotter.plan.Scene.at;
import static io.pvcsnapshotter.plan.Scene.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.SnapshotClass;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassChoiceTest {
    private static final String EBS = "ebs.csi.aws.com";
    private static final String NFS = "nfs.csi.k8s.io";
    private static final SnapshotClass EBS_DEFAULT = new SnapshotClass("ebs", EBS, true, false);
    private static final SnapshotClass EBS_OTHER =
            new SnapshotClass("ebs-other", EBS, false, false);
    private static final SnapshotClass NFS_DEFAULT = new SnapshotClass("nfs", NFS, true, false);

    private final Scene scene = at("2026-03-10 04:17");

    @Test
    void the_default_class_of_the_volumes_driver() {
        scene.policy(policy("all"))
                .classes(NFS_DEFAULT, EBS_OTHER, EBS_DEFAULT)
                .claim("data")
                .driver(EBS);

        assertThat(chosen()).isEqualTo("ebs, driver ebs.csi.aws.com");
    }

    @Test
    void the_class_that_the_policy_names() {
        scene.policy(policy("all").snapshotClass("ebs-other"))
                .classes(EBS_DEFAULT, EBS_OTHER)
                .claim("data")
                .driver(EBS);

        assertThat(chosen()).isEqualTo("ebs-other, driver ebs.csi.aws.com");
    }

    @Test
    void the_class_that_the_policy_names_for_the_driver_and_else_the_default() {
        scene.policy(policy("all").snapshotClasses(Map.of(EBS, "ebs-other")))
                .classes(EBS_DEFAULT, EBS_OTHER, NFS_DEFAULT);
        scene.claim("data").driver(EBS);
        assertThat(chosen()).isEqualTo("ebs-other, driver ebs.csi.aws.com");

        scene.claim("data").driver(NFS);
        assertThat(chosen()).isEqualTo("nfs, driver nfs.csi.k8s.io");
    }

    @Test
    void the_class_that_the_claim_asks_for_comes_first() {
        scene.policy(policy("all").snapshotClass("ebs"))
                .classes(EBS_DEFAULT, EBS_OTHER)
                .claim("data")
                .driver(EBS)
                .wantsClass("ebs-other");

        assertThat(chosen()).isEqualTo("ebs-other, driver ebs.csi.aws.com");
    }

    @Test
    void a_class_of_another_driver_is_refused() {
        scene.policy(policy("all").snapshotClass("nfs"))
                .classes(EBS_DEFAULT, NFS_DEFAULT)
                .claim("data")
                .driver(EBS);

        assertThat(chosen())
                .isEqualTo(
                        "impossible: the snapshot class nfs is for the driver nfs.csi.k8s.io, but the claim's"
                                + " volume is of ebs.csi.aws.com");
    }

    @Test
    void a_class_that_does_not_exist_is_refused() {
        scene.policy(policy("all").snapshotClass("gone"))
                .classes(EBS_DEFAULT)
                .claim("data")
                .driver(EBS);

        assertThat(chosen()).isEqualTo("unknown class: the snapshot class gone does not exist");
    }

    @Test
    void no_class_for_the_driver() {
        scene.policy(policy("all")).classes(NFS_DEFAULT).claim("data").driver(EBS);

        assertThat(chosen())
                .isEqualTo(
                        "unsupported: there is no snapshot class for the driver ebs.csi.aws.com");
    }

    @Test
    void no_default_class_for_the_driver() {
        scene.policy(policy("all")).classes(NFS_DEFAULT, EBS_OTHER).claim("data").driver(EBS);

        assertThat(chosen())
                .isEqualTo(
                        "impossible: none of the snapshot classes of the driver ebs.csi.aws.com (ebs-other) is its"
                                + " default; name one in the policy's snapshotClass");
    }

    @Test
    void two_default_classes_for_the_driver() {
        scene.policy(policy("all"))
                .classes(new SnapshotClass("new", EBS, true, false), EBS_DEFAULT)
                .claim("data")
                .driver(EBS);

        assertThat(chosen())
                .isEqualTo(
                        "impossible: the driver ebs.csi.aws.com has 2 default snapshot classes (ebs, new); name one"
                                + " in the policy's snapshotClass");
    }

    @Test
    void a_volume_that_is_not_a_csi_volume() {
        scene.policy(policy("all")).claim("data").driver(null);

        assertThat(chosen())
                .isEqualTo(
                        "unsupported: its volume pv-shop-data is not a CSI volume, and only those can be snapshotted");
    }

    @Test
    void a_volume_that_is_gone() {
        scene.policy(policy("all")).claim("data").volumeMissing();

        assertThat(chosen()).isEqualTo("impossible: its volume pv-shop-data does not exist");
    }

    @Test
    void a_volume_that_is_bound_to_another_claim() {
        scene.policy(policy("all")).claim("data").volumeBoundTo("uid-before");
        assertThat(chosen())
                .isEqualTo("impossible: its volume pv-shop-data is bound to another claim");

        scene.claim("data").volumeBoundTo(null);
        assertThat(chosen())
                .isEqualTo("impossible: its volume pv-shop-data is bound to another claim");
    }

    @Test
    void a_volume_that_is_lost() {
        scene.policy(policy("all")).claim("data").phase(Claim.Phase.LOST);

        assertThat(chosen()).isEqualTo("impossible: its volume is lost");
    }

    @Test
    void a_class_that_retains_what_is_deleted_is_warned_of() {
        scene.policy(policy("all"))
                .classes(new SnapshotClass("ebs", EBS, true, true))
                .claim("data")
                .driver(EBS);

        assertThat(chosen())
                .isEqualTo(
                        "ebs, driver ebs.csi.aws.com; warning: the snapshot class ebs has deletionPolicy Retain:"
                                + " expiring a snapshot of it frees nothing in the storage");
    }

    // ---- where volumes or classes may not be read

    @Test
    void without_volumes_the_driver_is_the_claims_provisioner() {
        scene.policy(policy("all"))
                .volumesUnreadable()
                .classes(EBS_DEFAULT, NFS_DEFAULT)
                .claim("data")
                .provisioner(EBS);

        assertThat(chosen()).isEqualTo("ebs, driver ebs.csi.aws.com");
    }

    @Test
    void without_volumes_and_provisioner_the_controller_chooses() {
        scene.policy(policy("all")).volumesUnreadable().classes(EBS_DEFAULT).claim("data");

        assertThat(chosen())
                .isEqualTo(
                        "none, driver unknown; warning: the claim's driver is not known: the snapshot controller"
                                + " chooses the class");
    }

    @Test
    void
            without_volumes_and_provisioner_a_named_class_is_not_compared_with_the_driver_and_that_is_said() {
        scene.policy(policy("all").snapshotClass("ebs"))
                .volumesUnreadable()
                .classes(EBS_DEFAULT)
                .claim("data");

        assertThat(chosen())
                .isEqualTo(
                        "ebs, driver unknown; warning: the claim's driver is not known: whether the snapshot class ebs"
                                + " fits is not checked");
    }

    @Test
    void without_classes_the_named_one_is_not_checked() {
        scene.policy(policy("all").snapshotClass("ebs"))
                .classesUnreadable()
                .claim("data")
                .driver(EBS);

        assertThat(chosen())
                .isEqualTo(
                        "ebs, driver ebs.csi.aws.com; warning: snapshot classes may not be read: whether ebs exists and"
                                + " fits is not checked");
    }

    @Test
    void without_classes_and_a_name_the_controller_chooses() {
        scene.policy(policy("all")).classesUnreadable().volumesUnreadable().claim("data");

        assertThat(chosen())
                .isEqualTo(
                        "none, driver unknown; warning: snapshot classes may not be read and the policy names none: the"
                                + " snapshot controller chooses the default");
    }

    @Test
    void without_volumes_a_lost_claim_is_still_lost() {
        scene.policy(policy("all")).volumesUnreadable().claim("data").phase(Claim.Phase.LOST);

        assertThat(chosen()).isEqualTo("impossible: its volume is lost");
    }

    private String chosen() {
        return switch (scene.decision("data")) {
            case Decision.Take take ->
                    take.request().snapshotClass().orElse("none")
                            + ", driver "
                            + take.request().driver().orElse("unknown")
                            + String.join(
                                    "",
                                    take.warnings().stream().map("; warning: "::concat).toList());
            case Decision other -> Scene.text(other);
        };
    }
}
