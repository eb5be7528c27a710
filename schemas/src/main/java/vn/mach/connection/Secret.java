package vn.mach.connection;

/** A value that must not be seen: prints as {@code ***}. */
public record Secret(String value) {
    public Secret {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("is empty: give the secret, as ${env:NAME} or ${file:PATH}");
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
