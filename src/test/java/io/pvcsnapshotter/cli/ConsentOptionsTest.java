package io.pvcsnapshotter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pvcsnapshotter.plan.Narrowing;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ConsentOptionsTest {
    private static final Narrowing SHOP = new Narrowing(Optional.of("shop"), Set.of());
    private static final Narrowing DATA = new Narrowing(Optional.of("shop"), Set.of("data", "a"));

    /** A terminal, or none. */
    private record Typed(boolean isThere, String answer) implements Terminal {}

    private final StringWriter screen = new StringWriter();

    private void require(Narrowing narrowing, Terminal terminal, String... options) {
        CommandLine.populateCommand(new ConsentOptions(), options)
                .require(
                        narrowing,
                        () -> "context prod, server https://10.0.0.1:6443",
                        terminal,
                        new PrintWriter(screen, true));
    }

    @Test
    void a_run_of_all_claims_has_to_be_asked_for() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> require(Narrowing.NONE, new Typed(true, "y"), "--yes"))
                .withMessageContainingAll("-n", "--claim", "--all");
        require(Narrowing.NONE, new Typed(false, ""), "--yes", "--all");
    }

    @Test
    void all_and_some_exclude_each_other_but_all_of_a_namespace_are_all() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> require(DATA, new Typed(true, "y"), "--all"))
                .withMessageContainingAll("--all", "--claim");
        require(SHOP, new Typed(true, "y"), "--all");
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "Y", "yes", " y "})
    void on_a_terminal_it_names_the_cluster_and_asks(String answer) {
        require(DATA, new Typed(true, answer));
        assertThat(screen)
                .hasToString(
                        """
                        Cluster: context prod, server https://10.0.0.1:6443
                        Take snapshots of a, data in namespace shop, and expire old ones? [y/N] \
                        """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n", "no", "what?"})
    void any_other_answer_is_no(String answer) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> require(SHOP, new Typed(true, answer)))
                .withMessageContaining("Nothing was done");
    }

    @Test
    void nobody_is_asked_who_said_yes() {
        require(SHOP, new Typed(true, "n"), "--yes");
        assertThat(screen).hasToString("");
    }

    @Test
    void in_a_pipe_yes_is_needed_and_the_message_names_the_cluster() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> require(SHOP, new Typed(false, "y")))
                .withMessage(
                        "Not started, because nobody can be asked here. Add --yes to take snapshots of every claim that a policy selects in namespace shop (context prod, server https://10.0.0.1:6443)");
        require(SHOP, new Typed(false, ""), "--yes");
    }
}
