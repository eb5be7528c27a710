package vn.mach.registry.statistics;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Statistics;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgencyId;
import vn.mach.naming.Topics;
import vn.mach.registry.db.Database;
import vn.mach.registry.grants.Grants;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;
import vn.mach.registry.kafka.TopicFollower;
import vn.mach.wire.SchemaCatalog;

/**
 * How much was exchanged. A transaction is one event that a view published while one grant gave access to it; hours are the finest that is
 * known, so a grant counts from the hour it was given in to the hour it ended in. Hours are those of the router's clock.
 */
public final class ExchangeStatistics {
    private static final Instant BEGINNING = Instant.parse("2019-01-01T00:00:00Z");

    private final Database database;
    private final Clock clock;
    private final StatisticsQueries queries = new StatisticsQueries();

    public ExchangeStatistics(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public Routes routes(Grants grants, Consumption consumption) {
        return new StatisticsRoutes(this, grants, consumption, clock);
    }

    /** Takes in what the router tells, from where it was left; what it returns is to be closed. */
    public TopicFollower follow(KafkaConnection kafka, SchemaCatalog catalog) {
        return TopicFollower.start(kafka, catalog, Topics.STATISTICS, Statistics.SCHEMA, feed());
    }

    StatisticsFeed feed() {
        return new StatisticsFeed(database);
    }

    /** Of the views of the caller's agency, of an operator every agency's. */
    List<StatisticsQueries.Published> published(Caller caller, Span span, @Nullable String view) {
        return database.read(tx -> queries.published(tx, span, ownOnly(caller), view));
    }

    /** What the caller's agency provided or received, of an operator everybody. */
    List<StatisticsQueries.Transactions> transactions(Caller caller, Span span, String of) {
        return database.read(tx -> queries.transactions(tx, span, of, ownOnly(caller)));
    }

    private static String @Nullable [] ownOnly(Caller caller) {
        return caller.is(Role.OPERATOR) || caller.is(Role.AUDITOR)
                ? null
                : caller.answersFor().stream().map(AgencyId::slug).toArray(String[]::new);
    }

    /**
     * What anybody may know: sums over the whole country, of hours that are over for an hour.
     *
     * @param since the first day anything was exchanged
     */
    record Public(
            @Nullable LocalDate since,
            Instant until,
            long connectedAgencies,
            long transactions,
            List<StatisticsQueries.Transactions> days,
            List<StatisticsQueries.Transactions> years) {}

    Public forAll() {
        var until = clock.instant().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);
        var days = new Span(until.minus(31, ChronoUnit.DAYS), until, Span.Step.DAY);
        var years = new Span(BEGINNING, until, Span.Step.YEAR);
        return database.read(tx -> {
            var byYear = queries.transactions(tx, years, "all", null);
            return new Public(
                    queries.firstDay(tx),
                    until,
                    queries.connected(tx),
                    byYear.stream()
                            .mapToLong(StatisticsQueries.Transactions::events)
                            .sum(),
                    queries.transactions(tx, days, "all", null),
                    byYear);
        });
    }
}
