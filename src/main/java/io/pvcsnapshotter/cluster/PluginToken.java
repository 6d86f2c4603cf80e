package io.pvcsnapshotter.cluster;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The token that a credential plugin gave, on every request. The plugin is asked again only when
 * the token has expired, or the API server does not take it any more.
 */
final class PluginToken implements Interceptor {
    private static final int SECONDS_BEFORE_ITS_END = 10;

    private final Supplier<ExecPlugin.Credentials> plugin;
    private final Supplier<Instant> now;
    private ExecPlugin.Credentials current;

    PluginToken(
            ExecPlugin.Credentials first,
            Supplier<ExecPlugin.Credentials> plugin,
            Supplier<Instant> now) {
        this.current = first;
        this.plugin = plugin;
        this.now = now;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        String token = token(Optional.empty());
        Response response = chain.proceed(with(token, chain.request()));
        if (response.code() != 401) {
            return response;
        }
        String other = token(Optional.of(token));
        if (other.equals(token)) {
            return response;
        }
        response.close();
        return chain.proceed(with(other, chain.request()));
    }

    private static Request with(String token, Request request) {
        return request.newBuilder().header("Authorization", "Bearer " + token).build();
    }

    /**
     * @param refused the token that the API server did not take
     */
    private synchronized String token(Optional<String> refused) {
        boolean expired =
                current.expires()
                        .map(each -> each.minusSeconds(SECONDS_BEFORE_ITS_END).isBefore(now.get()))
                        .orElse(false);
        if (expired || refused.equals(current.token())) {
            current = plugin.get();
        }
        return current.token().orElse("");
    }
}
