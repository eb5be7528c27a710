package vn.mach.naming;

import java.util.Set;

/** The immutable slug of an agency, such as {@code hanoi} or {@code moj}: the principal of everything it owns or receives. */
public record AgencyId(String slug) implements Comparable<AgencyId> {
    /** Of the system's principals, and of the router's groups: an agency's accounts use all groups that start with its slug. */
    private static final Set<String> RESERVED = Set.of("mach", "router");

    public AgencyId {
        Slug.require("agency", slug);
        if (RESERVED.contains(slug)) {
            throw new IllegalName("agency", slug, "names that start so are the system's own");
        }
    }

    public static AgencyId of(String slug) {
        return new AgencyId(slug);
    }

    /** What every consumer group of this agency starts with. */
    public String groupPrefix() {
        return slug + ".";
    }

    @Override
    public int compareTo(AgencyId other) {
        return slug.compareTo(other.slug);
    }

    @Override
    public String toString() {
        return slug;
    }
}
