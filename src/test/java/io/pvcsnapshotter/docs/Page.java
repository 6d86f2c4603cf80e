package io.pvcsnapshotter.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of docs/, whose examples are tried by tests. */
public final class Page {
    /** Of this repository at some version, as kustomize takes it. */
    private static final Pattern REMOTE =
            Pattern.compile("https://[^ ]*/pvc-snapshotter//(\\S+)\\?ref=\\S+");

    private final String text;

    public Page(String name) {
        try {
            text =
                    Files.readString(
                            Path.of(System.getProperty("project.basedir", ""), "docs", name));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The block of code whose first line is a comment with the name of this file. */
    public String block(String file) {
        Matcher matcher =
                Pattern.compile(
                                "^```\\w*\\n(# %s\\b.*?)^```$".formatted(Pattern.quote(file)),
                                Pattern.MULTILINE | Pattern.DOTALL)
                        .matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("The page has no block that starts with # " + file);
        }
        return matcher.group(1);
    }

    /** With the folders of this checkout in place of those of a released version. */
    public String local(String block) {
        return REMOTE.matcher(block).replaceAll("CHECKOUT/$1");
    }
}
