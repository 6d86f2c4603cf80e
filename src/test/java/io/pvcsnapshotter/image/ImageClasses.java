package io.pvcsnapshotter.image;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The classes that the image has: the program, its libraries as they are trimmed, and the modules
 * of its Java runtime. Names are those of class files, such as {@code java/lang/String}.
 */
final class ImageClasses {
    private static final String PROGRAM = "io/pvcsnapshotter/";
    private static final String CLASS = ".class";
    private static final String SERVICES = "META-INF/services/";

    private final Map<String, ClassModel> parsed = new HashMap<>();
    private final Map<String, byte[]> application;
    private final Map<String, byte[]> runtime;
    private final Set<String> providers;

    private ImageClasses(
            Map<String, byte[]> application, Map<String, byte[]> runtime, Set<String> providers) {
        this.application = application;
        this.runtime = runtime;
        this.providers = providers;
    }

    /**
     * @param dist as {@code src/main/image/stage} makes it
     */
    static ImageClasses of(Path dist) throws IOException {
        ImageClasses all = new ImageClasses(new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
        for (String folder : List.of("classpath", "lib")) { // As on the class path.
            for (Path jar : jars(dist.resolve("app").resolve(folder))) {
                all.add(jar);
            }
        }
        all.addRuntime(dist.resolve("java"));
        return all;
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(each -> each.toString().endsWith(".jar")).sorted().toList();
        }
    }

    /** Of two classes of one name, the first on the class path is loaded. */
    private void add(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry each : jar.stream().toList()) {
                String name = each.getName();
                byte[] content = jar.getInputStream(each).readAllBytes();
                if (name.endsWith(CLASS) && !name.startsWith("META-INF/")) {
                    application.putIfAbsent(withoutEnding(name), content);
                } else if (isOfAService(each)) {
                    new String(content, StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.strip().replace('.', '/'))
                            .forEach(providers::add);
                }
            }
        }
    }

    /** Nothing looks for the services of a servlet container. */
    private static boolean isOfAService(JarEntry entry) {
        return !entry.isDirectory()
                && entry.getName().startsWith(SERVICES)
                && !entry.getName().contains("jakarta.servlet.");
    }

    private void addRuntime(Path java) throws IOException {
        try (FileSystem modules =
                        FileSystems.newFileSystem(
                                URI.create("jrt:/"), Map.of("java.home", java.toString()));
                Stream<Path> files = Files.walk(modules.getPath("/modules"))) {
            for (Path each : files.filter(file -> file.toString().endsWith(CLASS)).toList()) {
                // The first two are "modules" and the name of the module.
                String name = each.subpath(2, each.getNameCount()).toString();
                runtime.put(withoutEnding(name), Files.readAllBytes(each));
            }
        }
    }

    private static String withoutEnding(String name) {
        return name.substring(0, name.length() - CLASS.length());
    }

    /** As if the build had cut these too. */
    ImageClasses without(Predicate<String> cut) {
        Map<String, byte[]> left = new TreeMap<>(application);
        left.keySet().removeIf(cut);
        Map<String, byte[]> modules = new TreeMap<>(runtime);
        modules.keySet().removeIf(cut);
        return new ImageClasses(left, modules, providers);
    }

    /** Where a run begins: all classes of ours, since picocli makes some by reflection. */
    Set<String> beginnings() {
        Set<String> names = new TreeSet<>(providers);
        application.keySet().stream().filter(each -> each.startsWith(PROGRAM)).forEach(names::add);
        return names;
    }

    boolean has(String name) {
        return application.containsKey(name) || runtime.containsKey(name);
    }

    boolean isOfTheApplication(String name) {
        return application.containsKey(name);
    }

    ClassModel parse(String name) {
        return parsed.computeIfAbsent(
                name,
                each ->
                        ClassFile.of()
                                .parse(
                                        Optional.ofNullable(application.get(each))
                                                .orElseGet(() -> runtime.get(each))));
    }

    /** Whether a class or what it inherits from has this field or method. */
    boolean hasMember(String owner, String name, String descriptor) {
        ClassModel model = parse(owner);
        return declares(model, name, descriptor)
                || parents(model).stream()
                        .anyMatch(each -> has(each) && hasMember(each, name, descriptor));
    }

    private static boolean declares(ClassModel model, String name, String descriptor) {
        return model.methods().stream()
                        .anyMatch(each ->
                                each.methodName().equalsString(name)
                                        && each.methodType().equalsString(descriptor))
                || model.fields().stream()
                        .anyMatch(each ->
                                each.fieldName().equalsString(name)
                                        && each.fieldType().equalsString(descriptor));
    }

    private static List<String> parents(ClassModel model) {
        List<String> names = new ArrayList<>();
        model.superclass().ifPresent(each -> names.add(each.asInternalName()));
        model.interfaces().forEach(each -> names.add(each.asInternalName()));
        if (model.flags().has(AccessFlag.INTERFACE)) {
            names.add("java/lang/Object");
        }
        return names;
    }
}
