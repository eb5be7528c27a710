package vn.mach.connection;

/** A value that must not be seen: prints as {@code ***}. */
public record Secret(String value) {
    public Secret {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("is empty: give the secret, best as ${env:NAME}");
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
