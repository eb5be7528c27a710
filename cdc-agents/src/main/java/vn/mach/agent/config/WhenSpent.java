package vn.mach.agent.config;

import com.fasterxml.jackson.annotation.JsonCreator;

/** What an agent does when the log that is kept for it reaches its budget. */
public enum WhenSpent {
    /** Says so, and goes on: the slot is never dropped, the disk is the DBA's. */
    ALARM("alarm"),
    /** Drops its slot and ends with a gap: for a DBA who prefers that to a full disk. */
    DROP_SLOT("drop-slot");

    private final String text;

    WhenSpent(String text) {
        this.text = text;
    }

    /** Throws {@link IllegalArgumentException} for anything else. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static WhenSpent parse(String text) {
        for (var each : values()) {
            if (each.text.equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("is '" + text + "': alarm or drop-slot");
    }

    @Override
    public String toString() {
        return text;
    }
}
