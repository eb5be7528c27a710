package vn.mach.registry.datasets;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much harm a field can do to a person; every field has one. */
public enum Classification {
    BASIC,
    PERSONAL,
    SENSITIVE,
    IDENTIFIER;

    /** Whether a view that shows the field must be sealed. */
    public boolean seals() {
        return this != BASIC;
    }

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
