package io.pvcsnapshotter.cluster;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * Repeats requests that failed for a reason that passes: 429, 500, 502, 503, 504, and connections
 * that failed or broke.
 *
 * <p>All methods are repeated, POST too: the names of what we create are fixed beforehand, so that
 * a repetition meets its own object as a 409 instead of making a second one.
 */
final class RetryingInterceptor implements Interceptor {
    private final RetryPolicy policy;
    private final Sleeper sleeper;
    private final DoubleSupplier random;

    RetryingInterceptor(RetryPolicy policy, Sleeper sleeper, DoubleSupplier random) {
        this.policy = policy;
        this.sleeper = sleeper;
        this.random = random;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        for (int failures = 1; ; failures++) {
            boolean last = failures == policy.attempts();
            Duration asked;
            try {
                Response response = chain.proceed(request);
                if (last || !passes(response.code())) {
                    return whole(response);
                }
                asked = retryAfter(response);
                response.close();
            } catch (IOException broken) {
                if (last || chain.call().isCanceled()) {
                    throw broken;
                }
                asked = Duration.ZERO;
            }
            pause(longer(asked, policy.delay(failures, random.getAsDouble())));
        }
    }

    /** Reads the answer here, so that one which breaks off in the middle is asked for again. */
    private static Response whole(Response response) throws IOException {
        try (ResponseBody body = response.body()) {
            return response.newBuilder()
                    .body(ResponseBody.create(body.bytes(), body.contentType()))
                    .build();
        }
    }

    private static boolean passes(int status) {
        return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
    }

    private Duration retryAfter(Response response) {
        try {
            String seconds = response.header("Retry-After", "0");
            Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
            return asked.compareTo(policy.longestDelay()) > 0 ? policy.longestDelay() : asked;
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
