package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.SnapshotterException;

/**
 * The API server did not do as asked. The message says what was asked of it, and why it did not.
 */
public final class ApiFailure extends SnapshotterException {
    private static final long serialVersionUID = 1L;

    /** Why, as far as what to do about it differs. */
    public enum Kind {
        /** No answer: refused, timed out, cut off. */
        UNREACHABLE(true),
        /** The credentials are not accepted. */
        UNAUTHENTICATED(false),
        /** A right is missing (RBAC). */
        FORBIDDEN(false),
        /** A ResourceQuota is used up. */
        QUOTA(false),
        /** An admission policy or webhook refused it. */
        DENIED(false),
        /** The namespace is being deleted. */
        NAMESPACE_TERMINATING(false),
        /** The API server does not know the kind of object: its CRD is not installed. */
        NOT_SERVED(false),
        /** There is no such object. */
        NOT_FOUND(false),
        /** An object of that name exists. */
        ALREADY_EXISTS(false),
        /** The object changed meanwhile. */
        CONFLICT(true),
        /** The object does not pass validation. */
        INVALID(false),
        /** A list took longer than the API server keeps its state. */
        EXPIRED(true),
        /** Too many requests. */
        THROTTLED(true),
        /** The API server or something behind it failed. */
        SERVER_ERROR(true),
        /** The answer is not what the API documents. */
        UNREADABLE(false);

        private final boolean retryMayHelp;

        Kind(boolean retryMayHelp) {
            this.retryMayHelp = retryMayHelp;
        }
    }

    private final Kind kind;
    private final String reason;

    ApiFailure(Kind kind, String action, String reason) {
        this(kind, action, reason, null);
    }

    ApiFailure(Kind kind, String action, String reason, Throwable cause) {
        super("Tried to %s but failed: %s".formatted(action, reason), cause);
        this.kind = kind;
        this.reason = reason;
    }

    public Kind kind() {
        return kind;
    }

    /** Why it failed, without what was tried. */
    public String reason() {
        return reason;
    }

    /** Whether the same request may succeed later, without anybody changing anything. */
    public boolean retryMayHelp() {
        return kind.retryMayHelp;
    }

    /** Whether another pod may succeed: it comes later, and with another token. */
    public boolean anotherPodMayHelp() {
        return kind.retryMayHelp || kind == Kind.UNAUTHENTICATED;
    }
}
