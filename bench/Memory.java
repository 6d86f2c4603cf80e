import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * How much memory and time a run needs, with the memory limit of the manifests; started by
 * bench/memory. The cluster is an invented one: no test bed could hold so many objects.
 *
 * <p>Each run takes a snapshot of each claim, waits for it, looks again and expires the oldest of
 * each. The last ones do that beside objects of others that are as large as the API server admits
 * them. Arguments: the program, and rows such as 1000 or 100+250, if not all of the table.
 */
final class Memory {
    private static final Path GROUP = Path.of("/sys/fs/cgroup/memory/pvc-snapshotter-bench");
    private static final long LIMIT = 256L << 20;
    private static final List<String> ROWS =
            List.of("0", "100", "1000", "5000", "10000", "20000", "30000", "100+250", "100+2000");

    private final String program;
    private final boolean limited = isLimited();

    private Memory(String program) {
        this.program = program;
    }

    public static void main(String[] arguments) throws Exception {
        Memory memory = new Memory(arguments[0]);
        System.out.println(
                memory.limited
                        ? "The kernel holds the limit of 256 MiB."
                        : "No cgroup of version 1 can be made here: the JVM is only told of the limit.");
        System.out.println(
                "\n| claims | objects of 1 MB | snapshots | taken | expired | exit status | wall | largest resident memory |");
        System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|");
        List<String> rows = List.of(arguments).subList(1, arguments.length);
        for (String each : rows.isEmpty() ? ROWS : rows) {
            String[] numbers = each.split("\\+");
            int large = numbers.length == 1 ? 0 : Integer.parseInt(numbers[1]);
            memory.measure(new InventedCluster(Integer.parseInt(numbers[0]), large));
        }
        System.exit(0);
    }

    private static boolean isLimited() {
        try {
            Files.createDirectories(GROUP);
            Files.writeString(GROUP.resolve("memory.limit_in_bytes"), String.valueOf(LIMIT));
            return true;
        } catch (IOException | UnsupportedOperationException notHere) {
            return false;
        }
    }

    private void measure(InventedCluster invented) throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", invented::answer);
        server.start();
        long began = System.nanoTime();
        Path log = Files.createTempFile("bench", ".log");
        Process process = start(kubeconfig(server), log);
        long largest = 0;
        while (process.isAlive()) {
            largest = Math.max(largest, resident(process));
            Thread.sleep(20);
        }
        int status = process.waitFor();
        System.out.printf(
                "| %,d | %,d | %,d | %,d | %,d | %d | %.1f s | %,d MB |%n",
                invented.claims(),
                invented.large(),
                invented.snapshots(),
                invented.created(),
                invented.deleted(),
                status,
                (System.nanoTime() - began) / 1e9,
                largest >> 20);
        if (status != 0) {
            System.out.println("The last lines of its log: " + log);
        } else {
            Files.delete(log);
        }
        server.stop(0);
    }

    private static Path kubeconfig(HttpServer server) throws IOException {
        return Files.writeString(
                Files.createTempFile("bench", ".kubeconfig"),
                """
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: u, user: {}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """
                        .formatted(server.getAddress().getPort()));
    }

    private Process start(Path kubeconfig, Path log) throws IOException {
        Path configuration = Files.createTempFile("bench", ".conf");
        Files.writeString(configuration, InventedCluster.CONFIGURATION);
        List<String> command = new ArrayList<>();
        if (limited) {
            command.addAll(
                    List.of("sh", "-c", "echo $$ >" + GROUP + "/cgroup.procs; exec \"$@\"", "sh"));
        }
        command.addAll(List.of(program, "snapshot", "--config", configuration.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(log.toFile()).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("POD_NAMESPACE", InventedCluster.INSTALL);
        builder.environment().put("JOB_NAME", InventedCluster.JOB);
        builder.environment().put("JOB_UID", InventedCluster.JOB_UID);
        if (!limited) {
            builder.environment().put("JDK_JAVA_OPTIONS", "-XX:MaxRAM=" + LIMIT);
        }
        return builder.start();
    }

    /** In bytes, the most so far. */
    private static long resident(Process process) {
        try (var lines = Files.lines(Path.of("/proc/%d/status".formatted(process.pid())))) {
            return lines.filter(each -> each.startsWith("VmHWM:"))
                    .mapToLong(each -> Long.parseLong(each.replaceAll("\\D", "")) << 10)
                    .sum();
        } catch (IOException | UncheckedIOException ended) {
            return 0;
        }
    }
}
