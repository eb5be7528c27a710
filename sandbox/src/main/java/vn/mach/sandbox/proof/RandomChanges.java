package vn.mach.sandbox.proof;

import java.util.List;
import java.util.Random;
import vn.mach.sandbox.story.Gso;

/** What a proof does to the administrative units. */
final class RandomChanges {
    private RandomChanges() {}

    /** Rows come, go and change so that they enter and leave each view; some changes no view shows. */
    static void of(Gso gso, Random random) {
        var statements = List.of(
                "update administrative_unit set parent_code = null where level = 3 and code like '%" + digits(random)
                        + "'",
                "update administrative_unit set parent_code = '01' where level = 3 and code like '%" + digits(random)
                        + "'",
                "update administrative_unit set province_code = '48' where level > 1 and code like '%" + digits(random)
                        + "'",
                "update administrative_unit set kind = kind || ' ' where code like '%" + digits(random) + "'",
                "update administrative_unit set code = 'X' || code where level = 3 and code like '%" + digits(random)
                        + "'",
                "delete from administrative_unit where level = 3 and code like '%" + digits(random) + "'",
                "insert into administrative_unit select 'N' || code, name, kind, level, null, province_code"
                        + " from administrative_unit where code like '%" + digits(random) + "' on conflict do nothing");
        for (var sql : statements) {
            gso.database().transaction(connection -> {
                try (var statement = connection.createStatement()) {
                    statement.executeUpdate(sql);
                }
            });
        }
    }

    private static String digits(Random random) {
        return String.format(java.util.Locale.ROOT, "%02d", random.nextInt(100));
    }
}
