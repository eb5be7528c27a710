package vn.mach.wire;

/** Bytes that are not a record in the wire format, or whose body does not fit its schema. Carries no content. */
public final class NotWireFormat extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotWireFormat(String problem) {
        super("record " + problem);
    }
}
