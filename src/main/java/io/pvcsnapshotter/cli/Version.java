package io.pvcsnapshotter.cli;

import java.util.Optional;
import picocli.CommandLine;

/** The program's version, as the build wrote it into the jar's manifest. */
final class Version implements CommandLine.IVersionProvider {
    static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("unreleased");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"pvc-snapshotter " + current()};
    }
}
