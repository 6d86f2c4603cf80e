package io.pvcsnapshotter.cluster;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import java.util.regex.Pattern;

/**
 * What the API server answers when it refuses a request.
 *
 * @param status of HTTP
 * @param reason in the API's own words; empty if it gives none
 * @param message for people; empty if it gives none
 * @param namesObject whether it says that one object is meant, and not a kind of object
 */
record Refusal(int status, String reason, String message, boolean namesObject) {
    private static final String NO_CRDS =
            "the snapshot CRDs are not installed, for the API server does not serve snapshot.storage.k8s.io/v1;"
                    + " install them together with the snapshot-controller, as the documentation of the CSI driver says";
    private static final int LONGEST = 1024;
    private static final Pattern RIGHT_MISSING =
            Pattern.compile("is forbidden: User \".*\" cannot \\w+ resource \"");

    static Refusal read(int status, String body, ApiRequest request) {
        try {
            if (JsonParser.parseString(body) instanceof JsonObject answer) {
                return new Refusal(
                        status,
                        Json.text(answer, "reason"),
                        Json.text(answer, "message"),
                        request.namesObject() && namesObject(answer));
            }
            return new Refusal(status, "", beginning(body), request.namesObject());
        } catch (JsonParseException _) {
            boolean noCrds =
                    status == 404 && request.path().startsWith("/apis/snapshot.storage.k8s.io/");
            return new Refusal(status, "", noCrds ? NO_CRDS : beginning(body), false);
        }
    }

    /** A proxy in between may answer with a page of any length. */
    private static String beginning(String body) {
        String text = body.strip();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    private static boolean namesObject(JsonObject answer) {
        return answer.get("details") instanceof JsonObject details && details.has("name");
    }

    ApiFailure failure(String action) {
        String code = "HTTP status " + status;
        String why = message.isEmpty() ? code : "%s (%s)".formatted(message, code);
        return new ApiFailure(kind(), action, why);
    }

    Kind kind() {
        return switch (status) {
            case 400, 422 -> Kind.INVALID;
            case 401 -> Kind.UNAUTHENTICATED;
            case 403 -> forbidden();
            case 404 -> namesObject ? Kind.NOT_FOUND : Kind.NOT_SERVED;
            case 409 -> reason.equals("AlreadyExists") ? Kind.ALREADY_EXISTS : Kind.CONFLICT;
            case 410 -> Kind.EXPIRED;
            case 429 -> Kind.THROTTLED;
            default -> status >= 500 ? Kind.SERVER_ERROR : Kind.UNREADABLE;
        };
    }

    /** A 403 has no field that tells these apart, only its text (kube-apiserver 1.31 to 1.36). */
    private Kind forbidden() {
        if (message.contains("exceeded quota")) {
            return Kind.QUOTA;
        }
        if (message.contains("because it is being terminated")) {
            return Kind.NAMESPACE_TERMINATING;
        }
        return RIGHT_MISSING.matcher(message).find() ? Kind.FORBIDDEN : Kind.DENIED;
    }
}
