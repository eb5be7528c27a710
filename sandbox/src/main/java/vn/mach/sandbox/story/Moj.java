package vn.mach.sandbox.story;

import java.sql.Connection;
import java.sql.Date;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import vn.mach.naming.AgencyId;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.database.AgencyDatabase;

/** The justice ministry and its civil register: people are generated, and they live on. */
public final class Moj {
    public static final DatasetId PERSON = DatasetId.parse("moj.person");
    public static final String HANOI = "01";
    static final String DA_NANG = "48";
    static final AgentId AGENT = new AgentId(AgencyId.of("moj"), "civil");
    static final int PEOPLE = 20_000;
    private static final long SEED = 20_250_701;

    private static final String TABLE = """
            create table person (
              person_id bigint generated always as identity primary key, id_number text not null unique,
              full_name text not null, birth_date date not null, province_code text not null, phone text)""";

    private final AgencyDatabase database;

    private Moj(AgencyDatabase database) {
        this.database = database;
    }

    public static Moj in(Sandbox sandbox) {
        return new Moj(AgencyDatabase.of(sandbox, "civil"));
    }

    public AgencyDatabase database() {
        return database;
    }

    void prepare() {
        database.ensure(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(TABLE);
            }
            insert(connection, new People(SEED, provinces()), PEOPLE);
        });
        database.admitAgent("person");
    }

    /**
     * A day in the register, in small transactions: people move into and out of Hà Nội, some marry (a new name), some get
     * a new phone (which the view withholds), some are born, some die. The same seed tells the same day.
     */
    public void live(int transactions, long seed) {
        var random = new Random(seed);
        var people = new People(seed, provinces());
        for (int i = 0; i < transactions; i++) {
            database.transaction(connection -> {
                update(connection, "province_code = '01'", "province_code <> '01'", random, 3);
                update(connection, "province_code = '48'", "province_code = '01'", random, 3);
                update(connection, "full_name = '" + people.name() + "'", "province_code = '01'", random, 2);
                update(connection, "phone = '09' || (person_id + 10000000)", "province_code = '01'", random, 2);
                delete(connection, random);
                insertOne(connection, people, seed);
            });
        }
    }

    /** One person moves to Hà Nội. */
    public void moveOne() {
        move(someone("province_code <> '01'"), HANOI);
    }

    /** Somebody who lives in Hà Nội. */
    long resident() {
        return someone("province_code = '01'");
    }

    void move(long person, String province) {
        set("province_code", province, person);
    }

    void changePhone(long person, String phone) {
        set("phone", phone, person);
    }

    private long someone(String where) {
        var found = database.query("select min(person_id) as id from person where " + where)
                .get(0);
        return (Long) Objects.requireNonNull(found.get("id"));
    }

    private void set(String column, String value, long person) {
        database.transaction(connection -> {
            try (var statement =
                    connection.prepareStatement("update person set " + column + " = ? where person_id = ?")) {
                statement.setString(1, value);
                statement.setLong(2, person);
                statement.executeUpdate();
            }
        });
    }

    private static void update(Connection connection, String set, String where, Random random, int rows)
            throws SQLException {
        var sql = "update person set " + set + " where person_id in (select person_id from person where " + where
                + " and person_id >= ? order by person_id limit " + rows + ")";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, 1 + random.nextInt(PEOPLE));
            statement.executeUpdate();
        }
    }

    private static void delete(Connection connection, Random random) throws SQLException {
        try (var statement = connection.prepareStatement("delete from person where person_id = ?")) {
            statement.setLong(1, 1 + random.nextInt(PEOPLE));
            statement.executeUpdate();
        }
    }

    private static void insertOne(Connection connection, People people, long seed) throws SQLException {
        var born = people.next();
        var sql =
                "insert into person (id_number, full_name, birth_date, province_code, phone) values (?, ?, ?, ?, null)"
                        + " on conflict do nothing";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, "1" + born.idNumber().substring(1) + seed);
            statement.setString(2, born.name());
            statement.setDate(3, Date.valueOf(born.birth()));
            statement.setString(4, born.province());
            statement.executeUpdate();
        }
    }

    private static void insert(Connection connection, People people, int count) throws SQLException {
        var sql = "insert into person (id_number, full_name, birth_date, province_code, phone) values (?, ?, ?, ?, ?)";
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < count; i++) {
                var person = people.next();
                statement.setString(1, person.idNumber());
                statement.setString(2, person.name());
                statement.setDate(3, Date.valueOf(person.birth()));
                statement.setString(4, person.province());
                statement.setString(5, person.phone());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static List<String> provinces() {
        var codes = new ArrayList<String>();
        try (var csv = Gso.open("province-mergers-2025-07-01.csv")) {
            csv.lines().skip(1).forEach(line -> codes.add(line.substring(0, line.indexOf(','))));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return codes;
    }
}
