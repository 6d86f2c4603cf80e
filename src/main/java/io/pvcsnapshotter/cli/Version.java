package io.pvcsnapshotter.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine;

/** What is running: the program, the Java under it and, in the image, the C library under that. */
final class Version implements CommandLine.IVersionProvider {
    /** The build writes it. */
    private static final String BUILD = "/build.properties";

    /** Only an image has it. Elsewhere the C library is the machine's own. */
    private static final Path C_LIBRARY = Path.of("/var/lib/dpkg/status.d/libc6");

    private static final String FIELD = "Version: ";

    private final Path cLibrary;

    Version() {
        this(C_LIBRARY);
    }

    Version(Path cLibrary) {
        this.cLibrary = cLibrary;
    }

    /** The program's version, as the build wrote it into the jar's manifest. */
    static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("unreleased");
    }

    @Override
    public String[] getVersion() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("pvc-snapshotter " + current());
        lines.add("commit " + commit());
        lines.add(
                "Java "
                        + System.getProperty("java.runtime.version")
                        + " ("
                        + System.getProperty("java.vendor")
                        + ")");
        if (Files.exists(cLibrary)) {
            lines.add("glibc " + version(cLibrary));
        }
        return lines.toArray(String[]::new);
    }

    private static String commit() throws IOException {
        Properties build = new Properties();
        try (InputStream file = Version.class.getResourceAsStream(BUILD)) {
            if (file != null) {
                build.load(file);
            }
        }
        return build.getProperty("build.commit", "unknown");
    }

    private static String version(Path status) throws IOException {
        for (String each : Files.readAllLines(status)) {
            if (each.startsWith(FIELD)) {
                return each.substring(FIELD.length());
            }
        }
        throw new IOException(status + " has no version");
    }
}
