package io.pvcsnapshotter.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.model.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {
    @ParameterizedTest(name = "{0} {1} of a named object {2}: {3}")
    @CsvSource({
        "400, BadRequest, false, INVALID",
        "401, Unauthorized, false, UNAUTHENTICATED",
        "404, NotFound, true, NOT_FOUND",
        "404, NotFound, false, NOT_SERVED",
        "409, AlreadyExists, false, ALREADY_EXISTS",
        "409, Conflict, true, CONFLICT",
        "409, '', true, CONFLICT",
        "410, Expired, false, EXPIRED",
        "410, Gone, false, EXPIRED",
        "415, UnsupportedMediaType, false, UNREADABLE",
        "422, Invalid, false, INVALID",
        "429, TooManyRequests, false, THROTTLED",
        "500, InternalError, false, SERVER_ERROR",
        "503, ServiceUnavailable, true, SERVER_ERROR",
        "504, Timeout, false, SERVER_ERROR",
        "302, '', false, UNREADABLE"
    })
    void names_a_refusal_by_its_status(int status, String reason, boolean named, Kind kind) {
        assertThat(new Refusal(status, reason, "", named).kind()).isEqualTo(kind);
    }

    /** Messages of kube-apiserver 1.36. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    FORBIDDEN | volumesnapshots.snapshot.storage.k8s.io is forbidden: User "system:serviceaccount:pvc-snapshotter:pvc-snapshotter" cannot create resource "volumesnapshots" in API group "snapshot.storage.k8s.io" in the namespace "shop"
                    FORBIDDEN | persistentvolumeclaims is forbidden: User "anna" cannot list resource "persistentvolumeclaims" in API group "" at the cluster scope
                    FORBIDDEN | volumesnapshots.snapshot.storage.k8s.io "a" is forbidden: User "anna" cannot delete resource "volumesnapshots" in API group "snapshot.storage.k8s.io" in the namespace "shop": RBAC: clusterrole.rbac.authorization.k8s.io "x" not found
                    QUOTA | volumesnapshots.snapshot.storage.k8s.io "a" is forbidden: exceeded quota: snapshots, requested: count/volumesnapshots.snapshot.storage.k8s.io=1, used: count/volumesnapshots.snapshot.storage.k8s.io=3, limited: count/volumesnapshots.snapshot.storage.k8s.io=3
                    NAMESPACE_TERMINATING | volumesnapshots.snapshot.storage.k8s.io "a" is forbidden: unable to create new content in namespace shop because it is being terminated
                    DENIED | volumesnapshots.snapshot.storage.k8s.io "a" is forbidden: ValidatingAdmissionPolicy 'cost' with binding 'cost' denied request: no snapshots here
                    DENIED | admission webhook "cost.example.com" denied the request: you cannot use the resource snapshots here
                    DENIED | admission webhook "cost.example.com" denied the request: the team anna cannot have more resource than it pays for
                    """)
    void tells_the_reasons_of_a_403_apart_by_their_text(Kind kind, String message) {
        assertThat(new Refusal(403, "Forbidden", message, true).kind()).isEqualTo(kind);
    }

    /** A proxy in between may answer with a page of any length. */
    @Test
    void a_body_that_is_not_json_is_cut() {
        ApiRequest request = ApiRequest.get(Resource.CLAIM, new ObjectName("shop", "data"));
        String page = "<html>" + "A gateway was here. ".repeat(5000) + "</html>";
        assertThat(Refusal.read(403, page, request).message())
                .startsWith("<html>A gateway")
                .endsWith("...")
                .hasSize(1027);
    }
}
