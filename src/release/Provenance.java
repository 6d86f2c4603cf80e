import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Prints where the files of a release come from: an in-toto Statement of version 1 whose predicate
 * is SLSA's provenance of version 1. What went in is read from what the build has left in target,
 * not from what the build was told to take.
 */
final class Provenance {
    /** Names of this project's own, which the formats want to be URIs. */
    private static final String OWN = "urn:pvc-snapshotter:";

    private static final Path TARGET = Path.of("target");

    // The names of these fields are those of the formats.
    record Statement(
            String _type, List<Resource> subject, String predicateType, Predicate predicate) {}

    record Predicate(Build buildDefinition, Run runDetails) {}

    record Build(
            String buildType,
            Parameters externalParameters,
            Circumstances internalParameters,
            List<Resource> resolvedDependencies) {}

    record Parameters(String version, String image, boolean tested) {}

    record Circumstances(String tests, String baseImage) {}

    record Run(Builder builder, Metadata metadata) {}

    record Builder(String id, Map<String, String> version) {}

    record Metadata(String startedOn, String finishedOn) {}

    record Resource(String name, String uri, Map<String, String> digest) {
        static Resource of(String name, String sha256) {
            return new Resource(name, null, Map.of("sha256", sha256));
        }
    }

    private Provenance() {}

    /** Arguments: version, name of the image, commit, whether --tested was given, time of start. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Parameters parameters =
                new Parameters(arguments[0], arguments[1], Boolean.parseBoolean(arguments[3]));
        String commit = arguments[2];
        String started = arguments[4];
        Circumstances circumstances =
                new Circumstances(
                        parameters.tested()
                                ? "not run by this command"
                                : ".ci/run was run by this command, and passed",
                        "none: from scratch");
        Statement statement =
                new Statement(
                        "https://in-toto.io/Statement/v1",
                        subjects(),
                        "https://slsa.dev/provenance/v1",
                        new Predicate(
                                new Build(
                                        OWN + "release:v1",
                                        parameters,
                                        circumstances,
                                        inputs(parameters.version(), commit)),
                                new Run(
                                        builder(),
                                        new Metadata(
                                                started,
                                                Instant.now()
                                                        .truncatedTo(ChronoUnit.SECONDS)
                                                        .toString()))));
        System.out.println(
                new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(statement));
    }

    /** The files, and the image with its parts, which are blobs of the archives. */
    private static List<Resource> subjects() throws IOException {
        List<Resource> subjects = new ArrayList<>();
        for (Path each : files("release", ".*")) {
            subjects.add(file(each));
        }
        JsonObject index = json(TARGET.resolve("oci/index.json"));
        Resource manifest = part("image manifest", index.getAsJsonArray("manifests").get(0));
        subjects.add(manifest);
        JsonObject parts = json(blob(manifest.digest().get("sha256")));
        subjects.add(part("image config", parts.get("config")));
        for (JsonElement each : parts.getAsJsonArray("layers")) {
            subjects.add(part("image layer", each));
        }
        return subjects;
    }

    /** A descriptor of the archive, which has to be true. */
    private static Resource part(String name, JsonElement descriptor) throws IOException {
        String digest =
                descriptor.getAsJsonObject().get("digest").getAsString().replace("sha256:", "");
        if (!sha256(blob(digest)).equals(digest)) {
            throw new IllegalStateException(blob(digest) + " is not what its name says");
        }
        return Resource.of(name, digest);
    }

    private static Path blob(String digest) {
        return TARGET.resolve("oci/blobs/sha256").resolve(digest);
    }

    private static JsonObject json(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    private static List<Resource> inputs(String version, String commit)
            throws IOException, InterruptedException {
        List<Resource> inputs = new ArrayList<>();
        inputs.add(new Resource("source", source(version), Map.of("gitCommit", commit)));
        inputs.add(
                Resource.of(
                        "Java runtime, by jlink of " + runtimeVersion(),
                        sha256(TARGET.resolve("dist/java/lib/modules"))));
        String glibc = found("\\((.*)\\)", output("ldd", "--version"));
        for (Path each : files("image", "(ld-linux|lib).*\\.so\\.\\d+")) {
            inputs.add(Resource.of("%s of %s".formatted(each.getFileName(), glibc), sha256(each)));
        }
        for (Path each : files("libs", ".*\\.jar")) {
            inputs.add(file(each));
        }
        String maven = found("Apache Maven ([\\w.-]+)", output("mvn", "--version"));
        inputs.add(new Resource("Maven", "pkg:maven/org.apache.maven/apache-maven@" + maven, null));
        return inputs;
    }

    /**
     * Where the source is, unless that is a place on this machine. Names and passwords are not
     * written.
     */
    private static String source(String version) throws IOException, InterruptedException {
        Matcher origin =
                Pattern.compile("(https|ssh)://(?:[^/@]*@)?(\\S+)\\s*")
                        .matcher(output("git", "remote", "get-url", "origin"));
        return origin.matches()
                ? "git+%s://%s@refs/tags/v%s".formatted(origin.group(1), origin.group(2), version)
                : null;
    }

    /** Of the runtime itself: Maven may have found another JDK than this program runs on. */
    private static String runtimeVersion() throws IOException, InterruptedException {
        String settings =
                output(
                        TARGET.resolve("dist/java/bin/java").toString(),
                        "-XshowSettings:properties",
                        "-version");
        return "%s %s"
                .formatted(
                        found("java\\.vendor = (.*)", settings),
                        found("java\\.runtime\\.version = (.*)", settings));
    }

    private static Builder builder() throws IOException, InterruptedException {
        return new Builder(
                OWN + "release-script",
                Map.of("operating-system", output("uname", "-srm").strip()));
    }

    private static List<Path> files(String folder, String name) throws IOException {
        try (Stream<Path> all = Files.walk(TARGET.resolve(folder))) {
            return all.filter(Files::isRegularFile)
                    .filter(each -> each.getFileName().toString().matches(name))
                    .sorted()
                    .toList();
        }
    }

    private static Resource file(Path file) throws IOException {
        return Resource.of(file.getFileName().toString(), sha256(file));
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("There is no '%s' in: %s".formatted(pattern, text));
        }
        return matcher.group(1);
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
