import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The licences and notices of libraries: those in their jars, and those in src/main/licenses for
 * jars without.
 *
 * <p>There, LIBRARY/LICENSE and LIBRARY/NOTICE belong to one library. LIBRARY/ID.txt says that a
 * part of it has that licence besides. ID.txt is the text of a licence that is the same for every
 * library.
 */
record LicenceTexts(Path folder) {
    private static final String IN_JAR = "META-INF/(LICENSE|NOTICE)[^/]*";

    /** Of two that a project offers, this one is taken. */
    private static final String TAKEN = "EPL-2.0";

    /** As an SPDX expression. */
    String licences(Library library) throws IOException {
        List<String> ids = new ArrayList<>();
        ids.add(taken(library));
        for (Path each : own(library)) {
            String name = each.getFileName().toString();
            if (!name.matches("(LICENSE|NOTICE).*")) {
                ids.add(name.replaceFirst("\\.txt$", ""));
            }
        }
        return String.join(" AND ", ids);
    }

    private static String taken(Library library) {
        List<String> offered = library.offered();
        if (offered.size() == 1) {
            return offered.getFirst();
        }
        if (offered.contains(TAKEN)) {
            return TAKEN;
        }
        throw new IllegalStateException(
                "%s is offered under %s: LicenceTexts has to say which one is taken"
                        .formatted(library.name(), offered));
    }

    /** A folder for each library. */
    void write(Path to, List<Library> libraries) throws IOException {
        for (Library each : libraries) {
            Path place = Files.createDirectories(to.resolve(each.name()));
            copyFromJar(each.jar(), place);
            for (Path own : own(each)) {
                Files.copy(own, place.resolve(own.getFileName()));
            }
            if (!hasLicence(place)) {
                copyCommon(each, place);
            }
        }
    }

    private static void copyFromJar(Path file, Path to) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry each : jar.stream().toList()) {
                if (each.getName().matches(IN_JAR)) {
                    try (InputStream content = jar.getInputStream(each)) {
                        Files.copy(content, to.resolve(Path.of(each.getName()).getFileName()));
                    }
                }
            }
        }
    }

    private void copyCommon(Library library, Path to) throws IOException {
        Path common = folder.resolve(taken(library) + ".txt");
        if (!Files.exists(common)) {
            throw new IllegalStateException(
                    "The jar of %s has no licence text. Put its LICENSE into src/main/licenses/%s"
                            .formatted(library.name(), library.name()));
        }
        Files.copy(common, to.resolve("LICENSE.txt"));
    }

    private static boolean hasLicence(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(each -> each.getFileName().toString().startsWith("LICENSE"));
        }
    }

    private List<Path> own(Library library) throws IOException {
        Path own = folder.resolve(library.name());
        if (!Files.isDirectory(own)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(own)) {
            return files.sorted().toList();
        }
    }
}
