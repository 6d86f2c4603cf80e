import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Makes the list from which the class archive is dumped, from the lists of what the training runs
 * loaded. The same classes give the same list, whatever happened in which order:
 *
 * <ul>
 *   <li>Classes and lambda forms are sorted, the classes first: the JVM takes what follows only for
 *       a class that it has read.
 *   <li>Which entries of a constant pool a run has resolved (the lines {@code @cp}) depends on
 *       races of threads. So all are listed that the JVM can resolve; it leaves out those whose
 *       class is not in the archive.
 * </ul>
 */
final class ClassList {
    private static final String RESOLVED = "@cp ";

    private final FileSystem runtime;
    private final List<FileSystem> jars;

    private ClassList(FileSystem runtime, List<FileSystem> jars) {
        this.runtime = runtime;
        this.jars = jars;
    }

    /**
     * Arguments: the list to write, the Java runtime, the folder with the program and its
     * libraries, the lists of the training runs.
     */
    public static void main(String[] arguments) throws IOException {
        SortedSet<String> classes = new TreeSet<>();
        SortedSet<String> lambdas = new TreeSet<>();
        for (String list : List.of(arguments).subList(3, arguments.length)) {
            for (String line : Files.readAllLines(Path.of(list))) {
                // Classes of other loaders than the application's need the numbers; they are left
                // out.
                if (line.startsWith("@lambda")) {
                    lambdas.add(line);
                } else if (!line.startsWith("#")
                        && !line.startsWith(RESOLVED)
                        && !line.contains(" source: ")) {
                    classes.add(line.replaceFirst(" id: [0-9]+$", ""));
                }
            }
        }

        FileSystem runtime =
                FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", arguments[1]));
        List<FileSystem> jars = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(arguments[2]))) {
            for (Path jar : files.filter(each -> each.toString().endsWith(".jar")).toList()) {
                jars.add(FileSystems.newFileSystem(jar));
            }
        }
        ClassList list = new ClassList(runtime, jars);

        List<String> lines = new ArrayList<>(classes);
        lines.addAll(lambdas);
        for (String each : classes) {
            lines.add(RESOLVED + each + list.resolvable(each));
        }
        Files.write(Path.of(arguments[0]), lines);
    }

    /** The indexes of the entries, each with a space before it. */
    private String resolvable(String name) throws IOException {
        return StreamSupport.stream(
                        ClassFile.of().parse(content(name)).constantPool().spliterator(), false)
                .filter(ClassList::isResolvable)
                .map(each -> " " + each.index())
                .collect(Collectors.joining());
    }

    private static boolean isResolvable(PoolEntry entry) {
        return switch (entry) {
            case ClassEntry _, MemberRefEntry _, InvokeDynamicEntry _ -> true;
            default -> false;
        };
    }

    private byte[] content(String name) throws IOException {
        String file = name + ".class";
        for (FileSystem jar : jars) {
            Path path = jar.getPath(file);
            if (Files.exists(path)) {
                return Files.readAllBytes(path);
            }
        }
        try (Stream<Path> modules = Files.list(runtime.getPath("/modules"))) {
            Optional<Path> path =
                    modules.map(each -> each.resolve(file)).filter(Files::exists).findFirst();
            if (path.isPresent()) {
                return Files.readAllBytes(path.get());
            }
        }
        throw new IOException(
                "A training run loaded " + name + ", but no jar and no module has it");
    }
}
