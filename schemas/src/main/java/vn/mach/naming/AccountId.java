package vn.mach.naming;

/** A service account of an agency; its Kafka user is {@code <agency>.<account>}. */
public record AccountId(AgencyId agency, String name) {
    public AccountId {
        Slug.require("account", name);
    }

    public static AccountId parse(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 2) {
            throw new IllegalName("account", text, "write <agency>.<account>");
        }
        return new AccountId(AgencyId.of(parts[0]), parts[1]);
    }

    /** The SCRAM user name. */
    public String user() {
        return agency + "." + name;
    }

    @Override
    public String toString() {
        return user();
    }
}
