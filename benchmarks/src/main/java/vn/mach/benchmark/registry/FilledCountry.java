package vn.mach.benchmark.registry;

import java.sql.SQLException;
import java.util.List;
import vn.mach.sandbox.Sandbox;

/** Agencies, accounts, datasets, views and grants, written into the registry's database as if they had been there for long. */
final class FilledCountry {
    private static final int SHARED_VIEWS = 200;

    private FilledCountry() {}

    /**
     * Each agency has one account; the first of them own a dataset each; each account may read two of the shared views. Accounts have no secret
     * yet, so nobody has to make Kafka users of them.
     *
     * @param model an existing view, which the new ones are like; of the agency {@code gso} and its dataset {@code administrative-unit}
     */
    static void fill(Sandbox sandbox, String model, int agencies, int datasets) {
        var statements = List.of(
                "insert into agencies (slug, name, level, enrolled_at)"
                        + " select format('a%s', lpad(i::text, 5, '0')), 'Cơ quan ' || i, 'other', now()"
                        + " from generate_series(1, " + agencies + ") i",
                "insert into accounts (id, agency, state, verifier, created_at)"
                        + " select slug || '.reader', slug, 'pending', '', now() from agencies where slug like 'a0%' or slug like 'a1%'",
                "insert into datasets (id, agency, title, contract, key_columns, classification, legal_basis, partitions, defined_at)"
                        + " select a.slug || '.units', a.slug, title,"
                        + " replace(contract, 'mach.gso.administrative_unit', 'mach.' || a.slug || '.units'),"
                        + " key_columns, classification, legal_basis, 1, now()"
                        + " from datasets d, (select slug from agencies where slug like 'a0%' order by slug limit "
                        + datasets
                        + ") a where d.id = 'gso.administrative-unit'",
                "insert into contracts (dataset, number, contract, changed_at)"
                        + " select id, 1, contract, now() from datasets where id like '%.units'",
                "insert into views (id, dataset, title, version, revision, gate, sealed, audience, row_condition, columns, view_key, fingerprint, defined_at)"
                        + " select d.id || '.all', d.id, v.title, 1, 1, 'OPEN', false, null, v.row_condition, v.columns, v.view_key, v.fingerprint, now()"
                        + " from views v, (select id from datasets where id like '%.units' order by id limit "
                        + SHARED_VIEWS
                        + ") d where v.id = '" + model + "'",
                "insert into requests (id, view, dataset, account, purpose, legal_basis, valid_until, contact, state, submitted_by,"
                        + " submitted_at, due_at, decided_at)"
                        + " select gen_random_uuid(), v.id, v.dataset, a.id, 'scale', 'Decree 278/2025', current_date + 365,"
                        + " 'data@example.vn', 'approved', 'member', now(), now(), now()"
                        + " from (select id, row_number() over (order by id) n from accounts where id like '%.reader' and state = 'pending') a,"
                        + " (select id, dataset, row_number() over (order by id) n from views where id like '%.units.all') v"
                        + " where v.n in (1 + a.n % " + SHARED_VIEWS + ", 1 + (a.n + 7) % " + SHARED_VIEWS + ")",
                "insert into grants (id, request, view, sealed, account, valid_until, state, granted_at)"
                        + " select gen_random_uuid(), id, view, false, account, valid_until, 'active', now()"
                        + " from requests where purpose = 'scale'",
                "analyze");
        try (var connection = sandbox.postgres().connect("registry");
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the registry's database cannot be filled", e);
        }
    }
}
