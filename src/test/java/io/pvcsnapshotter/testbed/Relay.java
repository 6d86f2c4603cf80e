package io.pvcsnapshotter.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A way to the API server that can fail for one client while everybody else gets through: its
 * connections can be cut, and it can keep silent.
 */
public final class Relay implements AutoCloseable {
    private final URI to;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch silence = new CountDownLatch(0);

    Relay(URI to) {
        this.to = to;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("https://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket api = new Socket(to.getHost(), to.getPort());
                open.add(client);
                open.add(api);
                Thread.ofVirtual().start(() -> copy(client, api));
                Thread.ofVirtual().start(() -> copy(api, client));
            } catch (IOException closed) {
                // By the end of the test, or because the API server is down.
            }
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] bytes = new byte[8192];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                silence.await();
                out.write(bytes, 0, read);
            }
        } catch (IOException cut) {
            // The other direction ends too.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    /** Cuts every connection. New ones are served. */
    public void cut() {
        open.forEach(Relay::close);
    }

    /** Whether somebody is connected. */
    public boolean isAsked() {
        return !open.isEmpty();
    }

    /** Keeps the connections and lets nothing through, until {@link #speak}. */
    public void keepSilent() {
        silence = new CountDownLatch(1);
    }

    public void speak() {
        silence.countDown();
    }

    @Override
    public void close() {
        speak();
        try {
            server.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        cut();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
