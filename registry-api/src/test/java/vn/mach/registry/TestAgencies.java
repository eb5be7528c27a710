package vn.mach.registry;

/** Rows that other features' tests stand on. */
public final class TestAgencies {
    private TestAgencies() {}

    public static void enrol(Country country, String... slugs) {
        for (var slug : slugs) {
            country.database.run(tx -> tx.createUpdate(
                            "INSERT INTO agencies (slug, name, level, enrolled_at) VALUES (:slug, :slug, 'other', now())")
                    .bind("slug", slug)
                    .execute());
        }
    }
}
