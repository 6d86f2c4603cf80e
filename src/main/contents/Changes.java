import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** What src/main/image/Trim.java has done to a jar, counted in files. */
record Changes(int leftOut, int changed) {
    static Changes between(Path original, Path shipped) throws IOException {
        int leftOut = 0;
        int changed = 0;
        try (JarFile before = new JarFile(original.toFile());
                JarFile after = new JarFile(shipped.toFile())) {
            for (JarEntry each : before.stream().filter(entry -> !entry.isDirectory()).toList()) {
                JarEntry there = after.getJarEntry(each.getName());
                if (there == null) {
                    leftOut++;
                } else if (!Arrays.equals(content(before, each), content(after, there))) {
                    changed++;
                }
            }
        }
        return new Changes(leftOut, changed);
    }

    private static byte[] content(JarFile jar, JarEntry entry) throws IOException {
        return jar.getInputStream(entry).readAllBytes();
    }

    boolean any() {
        return leftOut + changed > 0;
    }

    @Override
    public String toString() {
        if (!any()) {
            return "The files are the same. The jar was packed again.";
        }
        String out =
                leftOut == 0
                        ? ""
                        : " Left out, because the program cannot use them: %d files."
                                .formatted(leftOut);
        String in =
                changed == 0
                        ? ""
                        : " Changed, so that the class archive takes them: %d class files."
                                .formatted(changed);
        return (out + in).strip();
    }
}
