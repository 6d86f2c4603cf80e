package io.pvcsnapshotter.cluster;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * Repeats requests that failed for a reason that passes: 429, 500, 502, 503, 504, and connections
 * that failed or broke. After such a failure 401 and 403 too: an API server that has just started
 * answers them for a moment, until it has read the roles.
 *
 * <p>All methods are repeated, POST too: the names of what we create are fixed beforehand, so that
 * a repetition meets its own object as a 409 instead of making a second one.
 */
final class RetryingInterceptor implements Interceptor {
    private static final Duration FOR_EVER = Duration.ofDays(1);

    /** Shorter, an attempt could not succeed. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final RetryPolicy policy;
    private final Sleeper sleeper;
    private final DoubleSupplier random;
    private final Supplier<Duration> left;

    /** Whether the API server has done as asked since it failed last: then its word is taken. */
    private volatile boolean known;

    RetryingInterceptor(RetryPolicy policy, Sleeper sleeper, DoubleSupplier random) {
        this(policy, sleeper, random, () -> FOR_EVER);
    }

    /**
     * @param left how much time there still is for all requests together; once it is used up, each
     *     is tried only once and not for long
     */
    RetryingInterceptor(
            RetryPolicy policy, Sleeper sleeper, DoubleSupplier random, Supplier<Duration> left) {
        this.policy = policy;
        this.sleeper = sleeper;
        this.random = random;
        this.left = left;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Attempts attempts = new Attempts();
        while (true) {
            Optional<Duration> pause;
            try {
                Response response = hurried(chain).proceed(chain.request());
                pause = attempts.pauseAfter(response);
                if (pause.isEmpty()) {
                    return read(response);
                }
                response.close();
            } catch (IOException broken) {
                pause = attempts.pauseAfterFailure(Duration.ZERO);
                if (pause.isEmpty() || chain.call().isCanceled()) {
                    throw broken;
                }
            }
            pause(pause.get());
        }
    }

    /** Those of one request. */
    private final class Attempts {
        private int failures;
        private int refusals;
        private Duration refused = Duration.ZERO;
        private Duration doubted = Duration.ZERO;

        /** Returns how long to wait for another; empty if this one's answer is to be taken. */
        Optional<Duration> pauseAfter(Response response) {
            return switch (response.code()) {
                case 429 -> pauseAfterRefusal(retryAfter(response));
                case 500, 502, 503, 504 -> pauseAfterFailure(retryAfter(response));
                case 401, 403 -> failures > 0 || !known ? pauseAfterDoubt() : Optional.empty();
                default -> {
                    known |= response.isSuccessful();
                    yield Optional.empty();
                }
            };
        }

        /** An API server that has just started says so before it has read its rules. */
        private Optional<Duration> pauseAfterDoubt() {
            refusals++;
            Duration pause = delay();
            doubted = doubted.plus(pause);
            return doubted.compareTo(policy.doubted()) > 0 ? Optional.empty() : ifTime(pause);
        }

        private Optional<Duration> pauseAfterRefusal(Duration asked) {
            refusals++;
            Duration pause = asked.plus(delay());
            refused = refused.plus(pause);
            return refused.compareTo(policy.refused()) > 0 ? Optional.empty() : ifTime(pause);
        }

        Optional<Duration> pauseAfterFailure(Duration asked) {
            failures++;
            known = false;
            return failures >= policy.attempts() ? Optional.empty() : ifTime(asked.plus(delay()));
        }

        private Duration delay() {
            return policy.delay(failures + refusals, random.getAsDouble());
        }

        private Optional<Duration> ifTime(Duration pause) {
            return pause.compareTo(left.get()) < 0 ? Optional.of(pause) : Optional.empty();
        }
    }

    /** No silence of the API server may last longer than we can wait. */
    private Chain hurried(Chain chain) {
        long most = longer(SHORTEST, left.get()).toMillis();
        return chain.withConnectTimeout(
                        (int) Math.min(most, chain.connectTimeoutMillis()), MILLISECONDS)
                .withReadTimeout((int) Math.min(most, chain.readTimeoutMillis()), MILLISECONDS)
                .withWriteTimeout((int) Math.min(most, chain.writeTimeoutMillis()), MILLISECONDS);
    }

    /** Reads the answer here, so that one which breaks off in the middle is asked for again. */
    private static Response read(Response response) throws IOException {
        Streamed<?> streamed = response.request().tag(Streamed.class);
        try (ResponseBody body = response.body()) {
            if (streamed == null || !response.isSuccessful()) {
                return with(body.bytes(), response);
            }
            streamed.read(body);
            return with(new byte[0], response);
        }
    }

    private static Response with(byte[] bytes, Response response) {
        ResponseBody body = ResponseBody.create(bytes, response.body().contentType());
        return response.newBuilder().body(body).build();
    }

    private Duration retryAfter(Response response) {
        try {
            long asked = Long.parseLong(response.header("Retry-After", "0"));
            return Duration.ofSeconds(Math.clamp(asked, 0, policy.longestDelay().toSeconds()));
        } catch (NumberFormatException aDate) {
            return Duration.ZERO;
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void pause(Duration time) throws InterruptedIOException {
        try {
            sleeper.sleep(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to repeat a request");
        }
    }
}
