package vn.mach.registry.http;

import io.javalin.http.Context;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;

/**
 * The person or service behind a verified token. Services decide by it; routes only carry it.
 *
 * @param answersFor the agencies whose objects are the caller's: every check of ownership goes through it
 * @param request by which the caller came; null for one that came by none
 */
public record Caller(
        String subject,
        AgencyId agency,
        Set<Role> roles,
        Set<AgencyId> answersFor,
        @Nullable String request) {
    static final String ATTRIBUTE = "mach.caller";

    public Caller {
        roles = Set.copyOf(roles);
        answersFor = Set.copyOf(answersFor);
    }

    /** Of an agency in which no other ended. */
    public Caller(String subject, AgencyId agency, Set<Role> roles) {
        this(subject, agency, roles, Set.of(agency), null);
    }

    Caller with(Set<AgencyId> agencies) {
        return new Caller(subject, agency, roles, agencies, request);
    }

    Caller by(@Nullable String id) {
        return new Caller(subject, agency, roles, answersFor, id);
    }

    /** The caller of a request that was admitted. */
    public static Caller of(Context ctx) {
        var caller = find(ctx);
        if (caller == null) {
            throw new Refusal.Unauthenticated("send 'Authorization: Bearer <token>'");
        }
        return caller;
    }

    static @Nullable Caller find(Context ctx) {
        return ctx.attribute(ATTRIBUTE);
    }

    /** The same operator while setting up an agency: with its objects, and what its steward may do. */
    public Caller settingUp(AgencyId other) {
        requireAny(Role.OPERATOR);
        var more = new HashSet<>(roles);
        more.add(Role.STEWARD);
        return new Caller(subject, agency, more, Set.of(other), request);
    }

    /** The agencies whose objects are the caller's, as a query names them. */
    public String[] agencies() {
        return answersFor.stream().map(AgencyId::slug).toArray(String[]::new);
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }

    public boolean worksFor(AgencyId other) {
        return answersFor.contains(other);
    }

    public boolean stewards(AgencyId other) {
        return is(Role.STEWARD) && worksFor(other);
    }

    /** Whether an object that belongs to these agencies exists for this caller. */
    public boolean sees(AgencyId... parties) {
        return is(Role.OPERATOR) || Stream.of(parties).anyMatch(this::worksFor);
    }

    /** Refuses a caller who has none of the roles. */
    public void requireAny(Role... wanted) {
        if (Stream.of(wanted).noneMatch(roles::contains)) {
            throw new Refusal.Forbidden(
                    "role-missing",
                    "this needs the role " + words(Stream.of(wanted)) + "; you have " + words(roles.stream()));
        }
    }

    /** Refuses whoever acts for another agency as if the object did not exist. */
    public void requireOf(AgencyId owner, String kind, Object id) {
        if (!worksFor(owner)) {
            throw new Refusal.NotFound(kind, id);
        }
    }

    private static String words(Stream<Role> roles) {
        var text = roles.map(Role::toString).sorted().collect(Collectors.joining(" or "));
        return text.isEmpty() ? "none" : text;
    }
}
