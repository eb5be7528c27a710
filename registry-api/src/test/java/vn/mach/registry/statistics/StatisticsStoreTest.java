package vn.mach.registry.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.change.Statistics;
import vn.mach.naming.ViewId;
import vn.mach.registry.Country;
import vn.mach.registry.TestAgencies;
import vn.mach.registry.http.Caller;

/** What the router told becomes sums; the grants are rows of the real database. */
class StatisticsStoreTest {
    private static final ViewId VIEW = ViewId.parse("moj.person.basic");
    private static final List<Long> FAST = List.of(8L, 0L, 0L, 2L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    private static final Span MARCH =
            new Span(Instant.parse("2026-02-28T17:00:00Z"), Instant.parse("2026-03-31T17:00:00Z"), Span.Step.MONTH);

    private final Country country = new Country();
    private final ExchangeStatistics statistics = new ExchangeStatistics(country.database, country.clock);
    private final StatisticsFeed feed = statistics.feed();

    @BeforeEach
    void two_agencies_receive_one_view() {
        TestAgencies.enrol(country, "moj", "hanoi", "hue", "mic");
        country.database.run(tx -> {
            tx.execute("""
                    INSERT INTO datasets (id, agency, title, contract, key_columns, classification, legal_basis, partitions, defined_at)
                    VALUES ('moj.person', 'moj', '{}', '{}', '[]', '{}', '', 6, now())""");
            tx.execute("""
                    INSERT INTO views (id, dataset, version, revision, gate, sealed, row_condition, columns, view_key,
                        fingerprint, defined_at)
                    VALUES ('moj.person.basic', 'moj.person', 1, 1, 'OPEN', false, '', '[]', '[]', '', now())""");
        });
        grant("hanoi", "2026-03-01T02:30:00Z", "active");
        grant("hue", "2026-03-05T00:00:00Z", "active");
    }

    private void grant(String agency, String at, String state) {
        var account = agency + ".reader";
        var request = UUID.randomUUID();
        country.database.run(tx -> {
            tx.execute(
                    "INSERT INTO accounts (id, agency, state, verifier, created_at) VALUES (?, ?, 'active', '', now())",
                    account,
                    agency);
            tx.execute("""
                    INSERT INTO requests (id, dataset, due_at, view, account, purpose, legal_basis, valid_until, contact, state, submitted_by,
                        submitted_at) VALUES (?, 'moj.person', now(), 'moj.person.basic', ?, '', '', '2027-01-01', '', 'approved', '', now())""", request, account);
            tx.execute("""
                    INSERT INTO grants (id, request, view, sealed, account, valid_until, state, granted_at)
                    VALUES (?, ?, 'moj.person.basic', false, ?, '2027-01-01', ?, ?::timestamptz)""", UUID.randomUUID(), request, account, state, at);
        });
    }

    private void told(String hour, int partition, long created, long at) {
        var published = new Statistics.Published(created, 0, 0, 0, 0);
        var told = new Statistics(
                VIEW, partition, Instant.parse(hour).toEpochMilli(), published, 5, 1, 0, created * 100, FAST, at);
        feed.accept("", told.toAvro());
    }

    private long transactions(Caller caller, String of, String key) {
        return statistics.transactions(caller, MARCH, of).stream()
                .filter(sum -> sum.key().equals(key))
                .mapToLong(StatisticsQueries.Transactions::events)
                .sum();
    }

    @Test
    void totals_are_absolute_and_the_newest_counts() {
        told("2026-03-02T05:00:00Z", 0, 10, 1_000);
        told("2026-03-02T05:00:00Z", 1, 7, 1_000);
        feed.read(2);
        told("2026-03-02T05:00:00Z", 0, 12, 2_000);
        told("2026-03-02T05:00:00Z", 1, 6, 500);
        feed.read(4);

        var view = statistics.published(Country.MOJ, MARCH, null).get(0);

        assertThat(view.events()).isEqualTo(12 + 7);
        assertThat(view.withheld()).isEqualTo(10);
        assertThat(view.bytes()).isEqualTo(1_900);
        assertThat(view.latency()).startsWith(16L, 0L, 0L, 4L);
        assertThat(view.since()).isEqualTo("2026-02-28T17:00:00Z");
    }

    @Test
    void a_restart_goes_on_where_it_was_and_counts_nothing_twice() {
        told("2026-03-02T05:00:00Z", 0, 10, 1_000);
        feed.read(17);
        told("2026-03-02T06:00:00Z", 0, 99, 1_000);

        assertThat(feed.first()).as("what was heard and not kept is read again").isEqualTo(17);
        told("2026-03-02T06:00:00Z", 0, 99, 1_000);
        feed.read(18);

        assertThat(statistics.published(Country.MOJ, MARCH, null).get(0).events())
                .isEqualTo(109);
    }

    @Test
    void an_event_is_a_transaction_of_each_grant_that_was_in_force() {
        told("2026-03-01T02:00:00Z", 0, 10, 1_000);
        feed.read(1);
        told("2026-03-06T02:00:00Z", 0, 7, 1_000);
        feed.read(2);

        assertThat(transactions(Country.OPERATOR, "all", "")).isEqualTo(10 + 2 * 7);
        assertThat(transactions(Country.OPERATOR, "pair", "moj hanoi")).isEqualTo(17);
        assertThat(transactions(Country.OPERATOR, "subscriber", "hue")).isEqualTo(7);
        assertThat(transactions(Country.OPERATOR, "provider", "moj")).isEqualTo(24);
        assertThat(transactions(Country.OPERATOR, "grant", "")).isZero();
    }

    @Test
    void an_agency_sees_what_it_provides_and_receives() {
        told("2026-03-06T02:00:00Z", 0, 7, 1_000);
        feed.read(1);

        assertThat(transactions(Country.MOJ, "all", "")).isEqualTo(14);
        assertThat(transactions(Country.HANOI, "all", "")).isEqualTo(7);
        assertThat(statistics.published(Country.HANOI, MARCH, null)).isEmpty();
    }

    @Test
    void hours_in_which_a_grant_gave_no_access_are_not_its() {
        told("2026-03-06T02:00:00Z", 0, 7, 1_000);
        feed.read(1);
        country.database.run(tx -> tx.execute("UPDATE grants SET state = 'revoked' WHERE account = 'hue.reader'"));
        told("2026-03-06T03:00:00Z", 0, 5, 1_000);
        feed.read(2);

        assertThat(transactions(Country.OPERATOR, "subscriber", "hue")).isEqualTo(7);
        assertThat(transactions(Country.OPERATOR, "subscriber", "hanoi")).isEqualTo(12);
    }

    @Test
    void what_is_told_after_a_grant_has_ended_counts_for_its_last_hour() {
        country.database.run(tx -> tx.execute("UPDATE grants SET state = 'revoked', ended_at = '2026-03-06T02:10:00Z'"
                + " WHERE account = 'hue.reader'"));
        told("2026-03-06T02:00:00Z", 0, 7, 1_000);
        told("2026-03-06T03:00:00Z", 0, 5, 1_000);
        feed.read(1);

        assertThat(transactions(Country.OPERATOR, "subscriber", "hue")).isEqualTo(7);
    }

    @Test
    void a_year_is_told_beside_the_one_before() {
        country.database.run(tx ->
                tx.execute("UPDATE grants SET granted_at = '2024-01-01T00:00:00Z' WHERE account = 'hanoi.reader'"));
        told("2025-03-06T02:00:00Z", 0, 4, 1_000);
        told("2026-03-06T02:00:00Z", 0, 6, 1_000);
        feed.read(1);

        var march = statistics.transactions(Country.HANOI, MARCH, "all").get(0);

        assertThat(march.events()).isEqualTo(6);
        assertThat(march.yearBefore()).isEqualTo(4);
    }

    @Test
    void everybody_sees_sums_of_hours_that_are_over() {
        country.clock.moveTo("2026-03-06T04:30:00Z");
        told("2026-03-06T02:00:00Z", 0, 7, 1_000);
        told("2026-03-06T03:00:00Z", 0, 100, 1_000);
        feed.read(1);

        var sums = statistics.forAll();

        assertThat(sums.until()).isEqualTo("2026-03-06T03:00:00Z");
        assertThat(sums.transactions()).isEqualTo(14);
        assertThat(sums.connectedAgencies()).isEqualTo(3);
        assertThat(sums.days()).hasSize(1);
        assertThat(sums.since()).isEqualTo("2026-03-06");
    }

    @Test
    void a_quantile_is_the_bound_of_its_class() {
        assertThat(StatisticsRoutes.quantile(FAST, 0.5)).isEqualTo(10);
        assertThat(StatisticsRoutes.quantile(FAST, 0.99)).isEqualTo(100);
        assertThat(StatisticsRoutes.quantile(List.of(), 0.5)).isNull();
        assertThat(StatisticsRoutes.quantile(List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 3L), 0.5))
                .isNull();
    }
}
