package io.pvcsnapshotter.report;

import io.pvcsnapshotter.restore.Outcome;
import io.pvcsnapshotter.restore.Plan;
import io.pvcsnapshotter.restore.Refusal;
import io.pvcsnapshotter.restore.RestoreNews;
import io.pvcsnapshotter.restore.Step;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells a person what a restore would do, what it does, and what to type when it has stopped. */
public final class RestoreReport implements Consumer<RestoreNews> {
    private static final int WIDTH = 80;

    /** Texts have times as the API server writes them. */
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

    private static final Pattern COMMAND = Pattern.compile("`(kubectl [^`]+)`");

    private final PrintWriter out;
    private final ZoneId zone;
    private final String goOn;
    private final List<String> goBack;

    /**
     * @param zone of the times shown: the person's own
     * @param goOn the command that does the rest
     * @param goBack the commands that undo what was done; none if nothing has to be undone
     */
    public RestoreReport(PrintWriter out, ZoneId zone, String goOn, List<String> goBack) {
        this.out = out;
        this.zone = zone;
        this.goOn = goOn;
        this.goBack = List.copyOf(goBack);
    }

    /** Prints the steps; nothing is done. */
    public void foreseen(Plan.Steps plan) {
        List<Step> steps = plan.steps();
        for (int i = 0; i < steps.size(); i++) {
            line(number(i + 1), steps.get(i).text());
        }
        if (steps.isEmpty()) {
            plan.ending().forEach(this::sentence);
            sentence("There is nothing left to do.");
        } else {
            plan.notes().forEach(this::sentence);
            sentence("Nothing was done. Add --yes to do it:");
            out.println("  " + goOn);
        }
        out.flush();
    }

    /** Prints why nothing is done. */
    public void refused(List<Refusal> refusals) {
        for (Refusal each : refusals) {
            line("Refused: ", each.reason() + ".");
            line("         ", each.instead());
        }
        out.flush();
    }

    @Override
    public void accept(RestoreNews news) {
        switch (news) {
            case RestoreNews.Doing(int number, Step step) -> line(number(number), step.text());
            case RestoreNews.Waiting(Step _, String detail) -> line("    ", detail);
            case RestoreNews.Outage(String reason) ->
                    line("    ", reason + ". It is tried again until it succeeds.");
        }
        out.flush();
    }

    /** Prints how it ended. */
    public void ended(Outcome outcome) {
        switch (outcome.how()) {
            case Outcome.Ended(List<String> ending) -> ending.forEach(this::sentence);
            case Outcome.Refused(List<Refusal> refusals) -> {
                refused(refusals);
                stopped(outcome, "The restore stopped.");
            }
            case Outcome.Failed(var failure) -> stopped(outcome, failure.getMessage());
            case Outcome.TimedOut(Step step, String detail) ->
                    stopped(
                            outcome,
                            "This took too long, and was not waited for any longer: %s.%s"
                                    .formatted(
                                            step.text(),
                                            detail.isEmpty() ? "" : " It says: " + detail));
            case Outcome.Interrupted() -> stopped(outcome, "The restore was stopped.");
        }
        out.flush();
    }

    private void stopped(Outcome outcome, String why) {
        sentence(why);
        if (outcome.done().isEmpty()) {
            sentence("Nothing was done by this call.");
        } else {
            sentence("The last step that was begun: " + outcome.done().getLast().text() + ".");
        }
        sentence("To go on:");
        out.println("  " + goOn);
        if (!goBack.isEmpty()) {
            sentence("To go back:");
            goBack.forEach(each -> out.println("  " + each));
        }
    }

    private static String number(int number) {
        return "%2d. ".formatted(number);
    }

    private void sentence(String text) {
        line("", text);
    }

    /** A command stands on a line of its own, however long it is, so that it is copied whole. */
    private void line(String start, String text) {
        String local = local(Printable.of(text));
        String indent = " ".repeat(start.length());
        String next = start;
        int from = 0;
        Matcher commands = COMMAND.matcher(local);
        while (commands.find()) {
            prose(next, local.substring(from, commands.start()).strip());
            out.println(indent + "  " + commands.group(1));
            next = indent;
            from = commands.end();
        }
        String rest = local.substring(from).strip();
        if (!rest.isEmpty()) {
            prose(next, rest);
        }
    }

    /** Wraps at words; a word that is longer than a line stays whole. */
    private void prose(String start, String text) {
        StringBuilder line = new StringBuilder(start);
        boolean first = true;
        for (String word : text.split(" ")) {
            if (!first && line.length() + 1 + word.length() > WIDTH) {
                out.println(line);
                line = new StringBuilder(" ".repeat(start.length()));
                first = true;
            }
            line.append(first ? "" : " ").append(word);
            first = false;
        }
        out.println(line);
    }

    /** With the times in the person's zone, which is named: there may be two in a sentence. */
    private String local(String text) {
        return TIME.matcher(text)
                .replaceAll(each ->
                        "%s (%s)"
                                .formatted(
                                        PersonsTime.of(
                                                Instant.parse(each.group()), Instant.now(), zone),
                                        zone));
    }
}
