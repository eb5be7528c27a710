package vn.mach.agent.progress;

import org.jspecify.annotations.Nullable;

/** Why an agent does not capture. The message is one line for the person who has to act: where, what, what to do. */
public abstract sealed class AgentFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private AgentFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What the process ends with. */
    public abstract int exitCode();

    /** What was thrown, or, if it is none of these, a failure that says so in one line. */
    public static AgentFailure of(Throwable thrown) {
        if (thrown instanceof AgentFailure failure) {
            return failure;
        }
        var message = String.valueOf(thrown.getMessage());
        return new Broken(
                "the agent failed: " + thrown.getClass().getSimpleName() + ": "
                        + message.lines().findFirst().orElse(message),
                thrown);
    }

    /** The file, the database's preparation or the registered contract is wrong; starting again does not help. */
    public static final class Misconfigured extends AgentFailure {
        private static final long serialVersionUID = 1L;

        public Misconfigured(String message) {
            this(message, null);
        }

        public Misconfigured(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Override
        public int exitCode() {
            return 2;
        }
    }

    /** Changes cannot be had without a gap; capturing on would hide it. The message ends with what to do. */
    public static final class Gap extends AgentFailure {
        private static final long serialVersionUID = 1L;

        private static final String REMEDY =
                "ask for a resync, then start the agent: it reads the tables again while it"
                        + " streams, publishes what differs, and closes the gap";

        private final String reason;

        /** Of a reason in one line, without what to do. */
        public Gap(String reason) {
            super(reason + "; " + REMEDY, null);
            this.reason = reason;
        }

        public String reason() {
            return reason;
        }

        @Override
        public int exitCode() {
            return 3;
        }
    }

    /** This process cannot go on, but a new one continues where it stopped. */
    public static final class Broken extends AgentFailure {
        private static final long serialVersionUID = 1L;

        public Broken(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Override
        public int exitCode() {
            return 1;
        }
    }

    /** A table, or a row of it, does not fit its contract; others may. The message ends with what to do. */
    public static final class Unfit extends AgentFailure {
        private static final long serialVersionUID = 1L;

        public Unfit(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Override
        public int exitCode() {
            return 1;
        }
    }

    /** Another process has taken over as this agent; what is told about the agent is its to tell. */
    public static final class Fenced extends AgentFailure {
        private static final long serialVersionUID = 1L;

        public Fenced(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Override
        public int exitCode() {
            return 4;
        }
    }

    /** The database, Kafka or the schema registry does not answer now; the supervisor tries again. */
    public static final class Unavailable extends AgentFailure {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Override
        public int exitCode() {
            return 1;
        }
    }
}
