package vn.mach.agent.postgresql;

import vn.mach.agent.check.Finding;

/** The publication, which the owner of the tables makes. */
final class PublicationChecks {
    static final String NAME = "publication";

    private PublicationChecks() {}

    static boolean exists(Database database) {
        return !database.query("SELECT 1 FROM pg_publication WHERE pubname = ?", row -> "", publication(database))
                .isEmpty();
    }

    static Finding look(Database database) {
        var publication = publication(database);
        var complete = database.query(
                "SELECT pubinsert AND pubupdate AND pubdelete AND pubtruncate FROM pg_publication WHERE pubname = ?",
                row -> row.getBoolean(1),
                publication);
        if (complete.isEmpty()) {
            return Finding.fail(
                    NAME, "has no publication " + publication, "CREATE PUBLICATION " + publication + " FOR TABLE …");
        }
        return complete.get(0)
                ? Finding.ok(NAME, "publication " + publication + " has all operations")
                : Finding.fail(
                        NAME,
                        "publication " + publication + " leaves out operations",
                        "ALTER PUBLICATION " + publication + " SET (publish = 'insert, update, delete, truncate')");
    }

    private static String publication(Database database) {
        return database.config().publication();
    }
}
