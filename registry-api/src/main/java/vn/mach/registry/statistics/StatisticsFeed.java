package vn.mach.registry.statistics;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import vn.mach.change.Statistics;
import vn.mach.registry.db.Database;
import vn.mach.registry.kafka.TopicFollower;

/** Takes in what the router tells; totals and how far they were read commit together, so a restart counts nothing twice or not at all. */
final class StatisticsFeed implements TopicFollower.Reader {
    private final Database database;
    private final StatisticsStore store = new StatisticsStore();
    private final List<Statistics> heard = new ArrayList<>();

    StatisticsFeed(Database database) {
        this.database = database;
    }

    @Override
    public long first() {
        heard.clear(); // what was heard and not kept is read again
        return database.read(store::nextOffset);
    }

    @Override
    public void accept(String subject, GenericRecord record) {
        heard.add(Statistics.fromAvro(record));
    }

    @Override
    public void read(long next) {
        database.run(tx -> {
            heard.forEach(told -> store.keep(tx, told));
            heard.stream()
                    .filter(told -> told.published().events() > 0)
                    .map(told -> new StatisticsStore.ViewHour(told.view(), told.hour()))
                    .distinct()
                    .forEach(hour -> store.reached(tx, hour));
            store.nextOffset(tx, next);
        });
        heard.clear();
    }
}
