package vn.mach.registry.http;

import io.javalin.security.RouteRole;
import java.util.Locale;
import java.util.Optional;

/** What a route asks of its caller; every route names at least one. */
public enum Role implements RouteRole {
    /** Anybody, without a token: only what says nothing. */
    OPEN,
    /** A service account with its own secret (HTTP Basic); the route authenticates it. */
    SUBSCRIBER,
    /** Runs the platform: enrols agencies, gives the second approval. */
    OPERATOR,
    /** Answers for an agency's datasets: defines views, gives the first approval. */
    STEWARD,
    /** Works for an agency: asks for views. */
    MEMBER,
    /** Reads the audit log and who may do what, of every agency, and changes nothing. */
    AUDITOR;

    /** The role a token's claim names; empty for roles of other systems. */
    static Optional<Role> claimed(String claim) {
        return switch (claim) {
            case "operator" -> Optional.of(OPERATOR);
            case "steward" -> Optional.of(STEWARD);
            case "member" -> Optional.of(MEMBER);
            case "auditor" -> Optional.of(AUDITOR);
            default -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
