package io.pvcsnapshotter.world;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A fault in a copy of one class: some text of its source is another. The program and the world
 * live beside it in a class loader of their own, so that the class is the only one that differs.
 *
 * @param source below {@code src}
 * @param text and what stands there instead, in turns; each must be there once
 */
record PlantedFault(String name, String source, List<String> text) {
    private static final Path SOURCES = Path.of(System.getProperty("project.basedir", ""), "src");

    static PlantedFault in(String source, String name, String... text) {
        return new PlantedFault(name, source, List.of(text));
    }

    /** The seeds in which a promise is broken, with the promise, until so many are found. */
    @SuppressWarnings("unchecked")
    List<String> found(long seeds, int enough) {
        try {
            Worlds worlds = new Worlds(compiled());
            return (List<String>)
                    worlds.loadClass(Simulate.class.getName())
                            .getDeclaredMethod("broken", long.class, int.class)
                            .invoke(null, seeds, enough);
        } catch (ReflectiveOperationException | IOException unknown) {
            throw new IllegalStateException(name, unknown);
        }
    }

    private String mutated() throws IOException {
        String mutated = Files.readString(SOURCES.resolve(source));
        for (int i = 0; i < text.size(); i += 2) {
            String original = text.get(i);
            int at = mutated.indexOf(original);
            if (at < 0 || mutated.indexOf(original, at + 1) >= 0) {
                throw new IllegalStateException(
                        "%s: %s does not have this once: %s".formatted(name, source, original));
            }
            mutated = mutated.replace(original, text.get(i + 1));
        }
        return mutated;
    }

    private Map<String, byte[]> compiled() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (Classes classes = new Classes(compiler.getStandardFileManager(null, null, null))) {
            boolean done =
                    compiler.getTask(
                                    messages,
                                    classes,
                                    null,
                                    List.of(
                                            "-proc:none",
                                            "-nowarn",
                                            "-cp",
                                            System.getProperty("java.class.path")),
                                    null,
                                    List.of(new Source(mutated())))
                            .call();
            if (!done) {
                throw new IllegalStateException(name + " does not compile: " + messages);
            }
            return classes.bytes();
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///Mutated.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return true;
        }
    }

    /** What is compiled stays in memory. */
    private static final class Classes extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        Classes(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("string:///" + className), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    written.put(className, bytes);
                    return bytes;
                }
            };
        }

        Map<String, byte[]> bytes() {
            Map<String, byte[]> bytes = new HashMap<>();
            written.forEach((name, stream) -> bytes.put(name, stream.toByteArray()));
            return bytes;
        }
    }

    /** Loads our classes anew, and of some another version. */
    private static final class Worlds extends ClassLoader {
        private final Map<String, byte[]> others;

        Worlds(Map<String, byte[]> others) {
            super(PlantedFault.class.getClassLoader());
            this.others = others;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("io.pvcsnapshotter.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            try (InputStream stream = getParent().getResourceAsStream(file)) {
                if (stream == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = others.getOrDefault(name, stream.readAllBytes());
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }
}
