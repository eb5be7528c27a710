package vn.mach.registry.kafka;

/** An act on the cluster that did not succeed; the message names the act and the reason in one line. */
public final class KafkaFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KafkaFailure(String act, Throwable cause) {
        super(act + ": " + reason(cause), cause);
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null
                ? "no answer in time"
                : cause.getMessage().lines().findFirst().orElse("no reason given");
    }
}
