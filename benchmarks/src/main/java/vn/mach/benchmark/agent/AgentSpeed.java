package vn.mach.benchmark.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import vn.mach.sandbox.AgentSetup;
import vn.mach.sandbox.Options;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.host.Home;
import vn.mach.wire.SchemaCatalog;

/**
 * The agent on real parts, in a JVM of its own: draining a backlog and taking a snapshot, each beside its own engine with a
 * consumer that drops everything, in turns; the latency from a commit to a read_committed consumer; and what it takes when
 * idle. Arguments: the number of rounds (the first is not counted), then which of {@code idle drain snapshot latency}.
 */
public final class AgentSpeed implements AutoCloseable {
    private static final int ROWS = Integer.getInteger("mach.benchmark.rows", 500_000);
    private static final int TRANSACTIONS = 500;
    private static final String TABLE = "public.measurement";
    private static final int PER_SECOND = 1_000;
    private static final int LATENCY_SECONDS = 20;
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Sandbox sandbox;
    private final int rounds;
    private final Measurements source;
    private final SchemaCatalog catalog;
    private final AgentUnderTest agent;
    private final Slots slots;
    private final StoredOffsets offsets;
    private final String slot;

    private AgentSpeed(Sandbox sandbox, AgentSetup setup, int rounds) {
        this.sandbox = sandbox;
        this.rounds = rounds;
        this.source = Measurements.in(sandbox);
        this.catalog = SchemaCatalog.connect(sandbox.schemaRegistryConnection());
        this.agent = new AgentUnderTest(sandbox, setup);
        this.slots = new Slots(sandbox, source.database().name());
        this.offsets = new StoredOffsets(sandbox.kafka().admin(), Measurements.AGENT, catalog);
        this.slot = source.database().slot();
    }

    public static void main(String[] arguments) {
        int rounds = arguments.length == 0 ? 6 : Integer.parseInt(arguments[0]);
        var parts = arguments.length < 2
                ? List.of("idle", "drain", "snapshot", "latency")
                : Arrays.asList(arguments).subList(1, arguments.length);
        var home = Home.find();
        var setups = new ArrayList<AgentSetup>();
        var out = System.out;
        var options = Options.isolated(home, home.directory().resolve("target/benchmark"));
        try (var sandbox = Sandbox.start(
                options,
                it -> {
                    setups.add(Measurements.enrol(it));
                    return setups;
                },
                out)) {
            // They have no part in this, and two cores are few.
            sandbox.router().stop();
            sandbox.registry().stop();
            try (var speed = new AgentSpeed(sandbox, setups.get(0), rounds)) {
                speed.run(parts);
            }
        }
        System.exit(0);
    }

    private void run(List<String> parts) {
        if (parts.contains("idle")) {
            print("idle for %d s after its start: %s", IDLE.toSeconds(), Idle.of(agent, IDLE));
        }
        agent.stop();
        slots.keep(slot);
        var begin = offsets.last();
        var position = source.insert(ROWS, TRANSACTIONS);
        if (parts.contains("drain")) {
            var rates = new Rates("drain a backlog", ROWS);
            for (int round = 0; round < rounds; round++) {
                drain(begin, position, rates);
            }
            rates.print();
        }
        slots.dropKept();
        snapshots(parts.contains("snapshot") ? rounds : 1, parts.contains("snapshot"));
        if (parts.contains("latency")) {
            latencies(1);
            latencies(10);
        }
        if (parts.contains("idle")) {
            print("idle for %d s after all that: %s", IDLE.toSeconds(), Idle.of(agent, IDLE));
        }
        agent.stop();
    }

    private void drain(byte[] begin, String position, Rates rates) {
        offsets.set(begin);
        slots.rewind(slot);
        var shipped = agent.engineAlone(ROWS, TABLE, true);
        slots.rewind(slot);
        var engine = agent.engineAlone(ROWS, TABLE, false);
        slots.rewind(slot);
        var read = new LogReader(sandbox).seconds(source.database().name(), slot, position);
        slots.rewind(slot);
        long end = StoredOffsets.lsn(position);
        rates.add(
                shipped,
                engine,
                agentTook(offset -> StoredOffsets.lsn(text(offset, "lsn")) > end),
                read.isPresent() ? ROWS / read.getAsDouble() : 0);
        agent.stop();
    }

    /** The last of them leaves the agent running. */
    private void snapshots(int count, boolean measured) {
        var rates = new Rates(measured ? "initial snapshot" : "initial snapshot, not measured", ROWS);
        for (int round = 0; round < count; round++) {
            agent.stop();
            slots.drop(slot);
            offsets.set(null);
            if (measured) {
                var engine = agent.engineAlone(ROWS, TABLE, false);
                slots.drop(slot);
                rates.add(engine, engine, agentTook(AgentSpeed::isStreaming), 0);
            } else {
                agent.start();
            }
        }
        if (measured) {
            rates.print();
        }
    }

    /** From the first row to the moment that all are visible to a read_committed consumer. */
    private AgentUnderTest.Took agentTook(java.util.function.Predicate<GenericRecord> whole) {
        try (var events = new PublishedEvents(sandbox.kafka().admin(), catalog)) {
            agent.start();
            long visible = offsets.await(whole, PATIENCE);
            var cpu = agent.cpu();
            return new AgentUnderTest.Took(visible - events.firstOf(ROWS, PATIENCE), cpu.toMillis(), offsets.seen());
        }
    }

    private void latencies(int rowsPerTransaction) {
        var workload = new Workload(source.database(), PER_SECOND, rowsPerTransaction);
        print(
                "commit to a read_committed consumer, ms, %d rows/s in transactions of %d",
                PER_SECOND, rowsPerTransaction);
        print("%-6s %8s %8s %8s %8s", "round", "p50", "p95", "p99", "max");
        for (int round = 0; round < 4; round++) {
            int count = (round == 0 ? 5 : LATENCY_SECONDS) * PER_SECOND;
            try (var events = new PublishedEvents(sandbox.kafka().admin(), catalog)) {
                var writer = new Thread(() -> workload.run(count), "workload");
                writer.start();
                var millis = events.latencyMillis(count, PATIENCE);
                Arrays.sort(millis);
                print(
                        "%-6s %8.1f %8.1f %8.1f %8.1f",
                        round == 0 ? "warm-up" : round,
                        millis[count / 2],
                        millis[count * 95 / 100],
                        millis[count * 99 / 100],
                        millis[count - 1]);
            }
        }
    }

    @Override
    public void close() {
        offsets.close();
    }

    private static boolean isStreaming(GenericRecord offset) {
        return offset.get("phase").toString().equals("STREAMING");
    }

    private static String text(GenericRecord offset, String name) {
        var source = (Map<?, ?>) offset.get("source");
        return source.entrySet().stream()
                .filter(entry -> entry.getKey().toString().equals(name))
                .map(entry -> entry.getValue().toString())
                .findFirst()
                .orElseThrow();
    }

    static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
