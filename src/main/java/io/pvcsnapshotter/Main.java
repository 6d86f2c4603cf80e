package io.pvcsnapshotter;

import io.pvcsnapshotter.cli.CommandLineProgram;
import io.pvcsnapshotter.cli.Environment;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The entry point: runs the command line and exits with its status. */
public final class Main {
    /** Well below the pod's grace period of 60 s. */
    private static final int SECONDS_TO_REPORT = 10;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        AtomicInteger status = new AtomicInteger(ExitStatus.INTERNAL.code());
        // A virtual thread, because only that can be interrupted while it waits for an answer.
        Thread run =
                Thread.ofVirtual()
                        .name("run")
                        .start(() ->
                                status.set(
                                        new CommandLineProgram(new Environment(System.getenv()))
                                                .execute(arguments)));
        stopOnSignal(run, ended);
        run.join();
        ended.countDown();
        System.exit(status.get());
    }

    /**
     * SIGTERM interrupts the run, which then reports what it has; the process ends with 143 all the
     * same.
     */
    private static void stopOnSignal(Thread run, CountDownLatch ended) {
        Thread hook =
                new Thread(
                        () -> {
                            if (ended.getCount() == 0) {
                                return;
                            }
                            run.interrupt();
                            try {
                                ended.await(SECONDS_TO_REPORT, TimeUnit.SECONDS);
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }
}
