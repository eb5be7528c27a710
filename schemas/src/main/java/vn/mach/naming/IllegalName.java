package vn.mach.naming;

/** A name that breaks its rule; the message says what was named, the value, and what is allowed. */
public final class IllegalName extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    IllegalName(String what, String value, String allowed) {
        super(what + " '" + (value.length() > 80 ? value.substring(0, 80) + "…" : value) + "' is not allowed: "
                + allowed);
    }
}
