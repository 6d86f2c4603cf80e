package io.pvcsnapshotter.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiFailureTest {
    @Test
    void says_what_was_tried_and_why_it_failed() {
        ApiFailure failure =
                new ApiFailure(Kind.QUOTA, "create volumesnapshots shop/a", "exceeded quota");
        assertThat(failure)
                .hasMessage("Tried to create volumesnapshots shop/a but failed: exceeded quota");
        assertThat(failure.reason()).isEqualTo("exceeded quota");
    }

    @Test
    void a_token_that_is_refused_may_be_a_good_one_in_another_pod() {
        assertThat(new ApiFailure(Kind.UNAUTHENTICATED, "list", "no").anotherPodMayHelp()).isTrue();
        assertThat(new ApiFailure(Kind.THROTTLED, "list", "no").anotherPodMayHelp()).isTrue();
        assertThat(new ApiFailure(Kind.FORBIDDEN, "list", "no").anotherPodMayHelp()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "UNREACHABLE, true",
        "UNAUTHENTICATED, false",
        "FORBIDDEN, false",
        "QUOTA, false",
        "DENIED, false",
        "NAMESPACE_TERMINATING, false",
        "NOT_SERVED, false",
        "NOT_FOUND, false",
        "ALREADY_EXISTS, false",
        "CONFLICT, true",
        "INVALID, false",
        "EXPIRED, true",
        "THROTTLED, true",
        "SERVER_ERROR, true",
        "UNREADABLE, false"
    })
    void a_retry_helps_only_against_what_passes_by_itself(Kind kind, boolean helps) {
        assertThat(ApiFailures.of(kind).retryMayHelp()).isEqualTo(helps);
    }
}
