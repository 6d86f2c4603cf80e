package io.pvcsnapshotter.cluster;

import java.time.Duration;

/**
 * How often and after what pause a request is repeated.
 *
 * <p>A 429 is no failure: the API server works, and asks for some patience. Such an answer is not
 * counted as an attempt; its number is limited by time.
 *
 * @param attempts all of them, the first included
 * @param firstDelay doubled for each further one
 * @param longestDelay also caps what the API server asks for
 * @param refused the longest that the pauses of one request after 429 may be together
 * @param doubted the same after 401 and 403, as long as the API server has not once done as asked
 */
record RetryPolicy(
        int attempts,
        Duration firstDelay,
        Duration longestDelay,
        Duration refused,
        Duration doubted) {
    static final RetryPolicy DEFAULT =
            new RetryPolicy(
                    5,
                    Duration.ofMillis(400),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(2),
                    Duration.ofSeconds(15));

    /** Where the time that is left decides how often. */
    static final RetryPolicy PERSISTENT =
            new RetryPolicy(
                    Integer.MAX_VALUE,
                    Duration.ofMillis(400),
                    Duration.ofSeconds(5),
                    Duration.ofDays(1),
                    Duration.ofSeconds(15));

    /** The same, but the first 401 or 403 is believed. */
    RetryPolicy believing() {
        return new RetryPolicy(attempts, firstDelay, longestDelay, refused, Duration.ZERO);
    }

    /**
     * @param failures so far, 429 included; at least 1
     * @param random in [0, 1): shortens the pause by up to half, so that many clients do not repeat
     *     at the same moment
     */
    Duration delay(int failures, double random) {
        long doubled = firstDelay.toMillis() << Math.min(failures - 1, 16);
        long capped = Math.min(doubled, longestDelay.toMillis());
        return Duration.ofMillis(Math.round(capped * (1 - random / 2)));
    }
}
