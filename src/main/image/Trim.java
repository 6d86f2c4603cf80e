import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Copies the libraries, without what the program cannot use, and so that the class archive takes
 * all of their classes.
 *
 * <ul>
 *   <li>The models and APIs that client-java generates: the program reads and writes objects
 *       itself. They are half of all libraries.
 *   <li>Class files older than Java 6 have no stack maps, and the class archive refuses them. All
 *       of picocli's are. They get stack maps.
 * </ul>
 */
final class Trim {
    private static final List<String> UNUSED =
            List.of(
                    "io/kubernetes/client/openapi/models/",
                    "io/kubernetes/client/openapi/apis/",
                    "io/kubernetes/client/openapi/JSON");

    /** Of class files with stack maps. */
    private static final int JAVA_7 = 51;

    /** The same for every build. */
    private static final LocalDateTime TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final ClassFile classes;

    private Trim(ClassLoader libraries) {
        classes =
                ClassFile.of(
                        StackMapsOption.GENERATE_STACK_MAPS,
                        ClassFile.ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.defaultResolver()
                                        .orElse(
                                                ClassHierarchyResolver.ofResourceParsing(
                                                        libraries))));
    }

    /** Arguments: the folder of the libraries, and the one to copy them to. */
    public static void main(String[] arguments) throws IOException {
        Path to = Files.createDirectories(Path.of(arguments[1]));
        List<Path> jars;
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            jars = files.filter(each -> each.toString().endsWith(".jar")).sorted().toList();
        }
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        try (URLClassLoader libraries = new URLClassLoader(urls.toArray(URL[]::new))) {
            Trim trim = new Trim(libraries);
            for (Path jar : jars) {
                trim.copy(jar, to.resolve(jar.getFileName()));
            }
        }
    }

    private void copy(Path from, Path to) throws IOException {
        try (JarFile jar = new JarFile(from.toFile());
                OutputStream file = Files.newOutputStream(to);
                JarOutputStream out = new JarOutputStream(file)) {
            for (JarEntry each : jar.stream().filter(Trim::isUsed).toList()) {
                JarEntry entry = new JarEntry(each.getName());
                entry.setTimeLocal(TIME);
                out.putNextEntry(entry);
                byte[] content = jar.getInputStream(each).readAllBytes();
                out.write(each.getName().endsWith(".class") ? withStackMaps(content) : content);
            }
        }
    }

    private static boolean isUsed(JarEntry entry) {
        return !entry.isDirectory() && UNUSED.stream().noneMatch(entry.getName()::startsWith);
    }

    private byte[] withStackMaps(byte[] content) {
        int version = content[7];
        if (version >= ClassFile.JAVA_6_VERSION) {
            return content;
        }
        return classes.transformClass(
                classes.parse(content),
                ClassTransform.endHandler(builder -> builder.with(ClassFileVersion.of(JAVA_7, 0)))
                        .andThen(
                                ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    }
}
