package io.pvcsnapshotter.cluster;

import java.time.Duration;

/**
 * How long a request may take.
 *
 * @param connect until the API server has accepted the connection
 * @param silence the longest pause in the middle of an answer
 * @param call for the whole, its repetitions included
 * @param rewatch after which a watch that failed or brought nothing new is opened again
 */
record Timeouts(Duration connect, Duration silence, Duration call, Duration rewatch) {
    static final Timeouts DEFAULT =
            new Timeouts(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(3),
                    Duration.ofSeconds(2));
}
