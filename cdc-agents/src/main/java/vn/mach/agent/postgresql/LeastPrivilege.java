package vn.mach.agent.postgresql;

import java.util.List;
import java.util.stream.Collectors;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.publish.CapturedTable;

/** The SQL that gives an agent what it needs and no more. */
public final class LeastPrivilege {
    private static final String HEAD = """
            -- What agent %s needs in database %s. Run it there in psql, as superuser.
            -- The server needs wal_level = logical (SHOW wal_level); a change of it takes a restart.
            BEGIN;

            -- Without a password nobody can log in with one: afterwards type it at   \\password %s
            -- REPLICATION lets a role read the log, which holds every table: allow it from the agent's host only (pg_hba.conf).
            CREATE ROLE %s LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
            GRANT CONNECT ON DATABASE %s TO %s;
            """;
    private static final String PUBLICATION = """

            -- Whole tables, though only the columns above are captured: to name another column later, a list of columns would
            -- have to be set anew, and changes made meanwhile would be lost.
            CREATE PUBLICATION %s FOR TABLE %s;
            """;
    private static final String TAIL = """

            -- No table for a heartbeat and no right to write: the heartbeat is pg_logical_emit_message, which every role may call.
            -- The agent makes its replication slot %s itself.
            -- Not needed, but check then tells the size of the log:  GRANT EXECUTE ON FUNCTION pg_ls_waldir() TO %s;
            COMMIT;
            """;

    private LeastPrivilege() {}

    /** Statements for the DBA, to be run as they are. */
    public static String sql(AgentConfig config, List<CapturedTable> tables) {
        var database = config.database();
        var role = quoted(database.user());
        var name = quoted(database.name());
        var sql = new StringBuilder(HEAD.formatted(config.agent(), name, role, role, name, role));
        config.tables().stream().map(TableConfig::schema).distinct().forEach(schema -> sql.append(
                        "GRANT USAGE ON SCHEMA ")
                .append(quoted(schema))
                .append(" TO ")
                .append(role)
                .append(";\n"));
        for (var captured : tables) {
            sql.append("GRANT SELECT (" + columns(captured) + ") ON " + Column.quoted(captured.table()) + " TO " + role
                    + ";\n");
        }
        return sql.append(PUBLICATION.formatted(quoted(database.publication()), tables(config.tables())))
                .append(TAIL.formatted(database.slot(), role))
                .toString();
    }

    private static String columns(CapturedTable captured) {
        return captured.topic().rowSchema().getFields().stream()
                .map(field -> quoted(captured.column(field.name())))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String tables(List<TableConfig> tables) {
        return tables.stream().map(Column::quoted).collect(Collectors.joining(", "));
    }

    private static String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }
}
