package io.pvcsnapshotter.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.image.Reach.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a command needs was cut out of the image. */
class TrimmedImageIT {
    private static final Path TARGET =
            Path.of(System.getProperty("project.build.directory", "target"));

    /**
     * What is named and absent on purpose.
     *
     * @param from the class that names it, or the beginning of its name
     * @param to the beginning of what is absent
     * @param why nobody misses it
     */
    private record Absent(String from, String to, String why) {
        boolean explains(Gap gap) {
            return gap.from().startsWith(from) && gap.to().startsWith(to);
        }
    }

    private static final String CLIENT = "io/kubernetes/client/";
    private static final String CERTIFICATE_REQUESTS =
            "only ClientBuilder.fromCertificateSigningRequest comes here, which nobody calls";
    private static final String OWN_KEYS = "keys are read by PemKey";
    private static final String OTHER_TLS =
            "OkHttp asks whether this provider of TLS is there, and else takes the JDK's";
    private static final String OLD_PROVIDER =
            "kubectl has had no auth-provider gcp since 1.26, and Connection refuses it";
    private static final String NO_SQL = "it asks whether java.sql is there";
    private static final String NO_BEANS =
            "YAML is read into maps and lists, and written from them; SnakeYAML asks for java.beans";

    private static final String NO_LOGBACK_FILE =
            "LogConfigurator comes first, so that logback reads no file that could name these";
    private static final String LOGBACK = "ch/qos/logback/";

    private static final List<Absent> ABSENT =
            List.of(
                    new Absent(LOGBACK, "org/xml/sax/", NO_LOGBACK_FILE),
                    new Absent(LOGBACK, "javax/xml/parsers/", NO_LOGBACK_FILE),
                    new Absent(LOGBACK, "javax/naming/", NO_LOGBACK_FILE),
                    new Absent(LOGBACK, "jakarta/mail/", NO_LOGBACK_FILE),
                    new Absent(CLIENT + "util/CSRUtils", CLIENT + "openapi/", CERTIFICATE_REQUESTS),
                    new Absent(CLIENT + "util/CSRUtils", "org/bouncycastle/", CERTIFICATE_REQUESTS),
                    new Absent(
                            CLIENT + "util/ClientBuilder",
                            "org/apache/commons/compress/",
                            CERTIFICATE_REQUESTS),
                    new Absent(CLIENT + "util/SSLUtils", "org/bouncycastle/", OWN_KEYS),
                    new Absent(
                            CLIENT + "util/authenticators/GCPAuthenticator",
                            "com/google/auth/",
                            OLD_PROVIDER),
                    new Absent(
                            CLIENT + "util/authenticators/GCPAuthenticator",
                            "org/apache/commons/io/",
                            OLD_PROVIDER),
                    new Absent(
                            "okhttp3/internal/platform/BouncyCastlePlatform",
                            "org/bouncycastle/",
                            OTHER_TLS),
                    new Absent(
                            "okhttp3/internal/platform/ConscryptPlatform",
                            "org/conscrypt/",
                            OTHER_TLS),
                    new Absent(
                            "okhttp3/internal/platform/OpenJSSEPlatform",
                            "org/openjsse/",
                            OTHER_TLS),
                    new Absent("com/google/gson/internal/sql/", "java/sql/", NO_SQL),
                    new Absent("picocli/CommandLine$Interpreter", "java/sql/", NO_SQL),
                    new Absent("org/yaml/snakeyaml/nodes/Tag", "java/sql/", NO_SQL),
                    new Absent(
                            "org/yaml/snakeyaml/introspector/MethodProperty",
                            "java/beans/",
                            NO_BEANS),
                    new Absent(
                            "org/yaml/snakeyaml/util/PlatformFeatureDetector",
                            "java/beans/",
                            NO_BEANS));

    private static ImageClasses image;
    private static Set<String> untrimmed;

    @BeforeAll
    static void read() throws IOException {
        image = ImageClasses.of(TARGET.resolve("dist"));
        untrimmed = new HashSet<>();
        try (Stream<Path> jars = Files.list(TARGET.resolve("libs"))) {
            for (Path each : jars.toList()) {
                try (JarFile jar = new JarFile(each.toFile())) {
                    jar.stream().forEach(entry -> untrimmed.add(entry.getName()));
                }
            }
        }
    }

    /** Of the libraries before they are trimmed, and of the whole JDK. */
    private static boolean exists(String name) {
        String file = name + ".class";
        return untrimmed.contains(file) || ClassLoader.getSystemResource(file) != null;
    }

    private static Reach reach(ImageClasses of) {
        return Reach.of(of, TrimmedImageIT::exists);
    }

    private static List<Gap> unexplained(ImageClasses of) {
        return reach(of).gaps().stream()
                .filter(gap -> ABSENT.stream().noneMatch(each -> each.explains(gap)))
                .toList();
    }

    @Test
    void every_class_and_member_that_the_program_can_reach_is_there() {
        assertThat(unexplained(image)).isEmpty();
    }

    @Test
    void all_that_is_explained_is_still_absent() {
        Set<Gap> gaps = reach(image).gaps();
        assertThat(ABSENT)
                .as("exceptions that no class needs any more")
                .allMatch(each -> gaps.stream().anyMatch(each::explains));
    }

    /** A class of each library, of the program, and of each module; some are named in texts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ch/qos/logback/classic/spi/LogbackServiceProvider",
                "com/google/gson/internal/bind/JavaTimeTypeAdapters",
                "com/typesafe/config/impl/ConfigParser",
                "io/kubernetes/client/openapi/JSON",
                "io/kubernetes/client/util/authenticators/OpenIDConnectAuthenticator",
                "io/pvcsnapshotter/cli/StatusOutput",
                "java/util/logging/Logger",
                "kotlin/text/StringsKt__StringsKt",
                "okhttp3/internal/http2/Http2Reader",
                "okio/internal/_JavaIoKt",
                "org/jose4j/jwt/JwtClaims",
                "org/yaml/snakeyaml/DumperOptions",
                "picocli/AutoComplete",
                "sun/misc/Unsafe",
            })
    void one_class_less_is_noticed(String cut) {
        assertThat(unexplained(image.without(cut::equals))).extracting(Gap::to).contains(cut);
    }

    @Test
    void one_module_of_the_jdk_less_is_noticed() {
        assertThat(unexplained(image.without(each -> each.startsWith("java/util/logging/"))))
                .isNotEmpty();
    }
}
