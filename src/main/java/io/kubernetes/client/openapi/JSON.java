package io.kubernetes.client.openapi;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonIOException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.text.DateFormat;
import java.time.format.DateTimeFormatter;

/**
 * Stands in the place of client-java's class of this name, which lies behind it on the class path.
 *
 * <p>That one makes an adapter for each of 764 generated models when an {@link ApiClient} is made.
 * The program reads and writes objects itself and uses no model. With this class the models need
 * not be in the image: {@code src/main/image/Trim.java} leaves them out.
 *
 * <p>{@link ApiClient} calls these methods when it is made. What it serializes and deserializes
 * after that, it does for calls that the program does not make.
 */
public class JSON {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    public static Gson getGson() {
        return GSON;
    }

    public static String serialize(Object object) {
        return GSON.toJson(object);
    }

    public static <T> T deserialize(String body, Type type) {
        return GSON.fromJson(body, type);
    }

    public static <T> T deserialize(InputStream body, Type type) throws IOException {
        try (Reader reader = new InputStreamReader(body, StandardCharsets.UTF_8)) {
            return GSON.fromJson(reader, type);
        } catch (JsonIOException broken) {
            throw new IOException(broken);
        }
    }

    public static void setLenientOnJson(boolean lenient) {}

    public static void setDateFormat(DateFormat format) {}

    public static void setSqlDateFormat(DateFormat format) {}

    public static void setOffsetDateTimeFormat(DateTimeFormatter format) {}

    public static void setLocalDateFormat(DateTimeFormatter format) {}
}
