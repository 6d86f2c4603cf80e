import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Reads KEY=value and KEY="value", a line each, as in os-release. */
final class KeysAndValues {
    private KeysAndValues() {}

    static Map<String, String> read(Path file) throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (String each : Files.readAllLines(file)) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                values.put(
                        each.substring(0, equals),
                        each.substring(equals + 1).replaceAll("^[\"']|[\"']$", ""));
            }
        }
        return values;
    }
}
