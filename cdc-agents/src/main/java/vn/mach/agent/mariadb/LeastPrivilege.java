package vn.mach.agent.mariadb;

import java.util.List;
import java.util.stream.Collectors;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.publish.CapturedTable;

/** What a DBA runs beforehand: a user that may read the binary log and the declared columns, and may write nothing. */
public final class LeastPrivilege {
    private static final String HEAD = """
            -- For agent %s; run by an administrator of the server.
            -- Locked until it has a password: ALTER USER %s IDENTIFIED BY '…' ACCOUNT UNLOCK;
            -- REPLICATION SLAVE lets a user read the binary log, which holds every table of every database: better write the
            -- agent's host in place of %% everywhere.
            CREATE USER IF NOT EXISTS %s ACCOUNT LOCK;
            GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO %s;

            -- SHOW VIEW reads no row: it lets the user ask what a table looks like.
            """;
    private static final String TAIL = """

            -- The agent makes nothing in the server, and nothing waits for it: the server purges its log by age, so keep the log
            -- for longer than an agent may be away.
            """;

    private LeastPrivilege() {}

    /** Statements for the DBA, to be run as they are. */
    public static String sql(AgentConfig config, List<CapturedTable> tables) {
        var user = "'" + config.database().user().replace("'", "''") + "'@'%'";
        var sql = new StringBuilder(HEAD.formatted(config.agent(), user, user, user));
        for (var captured : tables) {
            sql.append("GRANT SELECT (" + columns(captured) + "), SHOW VIEW ON " + Database.quoted(captured.table())
                    + " TO " + user + ";\n");
        }
        return sql.append(TAIL).toString();
    }

    private static String columns(CapturedTable captured) {
        return captured.topic().rowSchema().getFields().stream()
                .map(field -> Database.quoted(captured.column(field.name())))
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
