package vn.mach.naming;

/** The immutable slug of an agency, such as {@code hanoi} or {@code moj}: the principal of everything it owns or receives. */
public record AgencyId(String slug) implements Comparable<AgencyId> {
    public AgencyId {
        Slug.require("agency", slug);
        if (slug.equals("mach")) {
            throw new IllegalName("agency", slug, "mach.* are the system's own principals");
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
