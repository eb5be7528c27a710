package vn.mach.producer;

import org.jspecify.annotations.Nullable;

/** Kafka or the schema registry stood in the way. The message is one line: where, what, what to do. */
public final class PublishFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PublishFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
