package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.capture.HashingCheck;
import vn.mach.agent.check.Finding;
import vn.mach.agent.check.Finding.Verdict;
import vn.mach.agent.progress.AgentFailure;

/** What would stop or endanger the next run of an agent that has captured before is said by its check. */
@SuppressWarnings("try")
class ForeseenStoreTest {
    private static final String KEY = "00112233445566778899aabbccddeeff";
    private static final String OTHER = "ff112233445566778899aabbccddeeff";

    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @BeforeEach
    void capturedOnce() {
        database.table("person", "number bigint PRIMARY KEY");
        exchange.dataset("public.person", "person", "{\"name\": \"number\", \"type\": \"string\"}", "number");
        exchange.hash(KEY, "public.person", "number");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (1)");
            exchange.awaitEvents(1);
        }
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void another_hash_key_fails_with_the_words_of_the_start_that_it_would_stop() {
        var same = HashingCheck.look(exchange.config(), exchange.log::last);
        assertThat(same.verdict()).isEqualTo(Verdict.OK);

        exchange.hash(OTHER, "public.person", "number");
        var other = HashingCheck.look(exchange.config(), exchange.log::last);

        assertThat(other.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(other.detail()).contains("hash-key or tables.hash is not what [public.person] is published with");
        assertThat(other.remedy()).contains("restore it", "resync");
        assertThat(other + " " + same).doesNotContain(KEY, OTHER);
        try (var running = exchange.start()) {
            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Misconfigured.class)
                    .hasMessageContaining(other.detail());
        }
    }

    @Test
    void an_offset_that_cannot_be_read_says_nothing_of_the_key() {
        var found = HashingCheck.look(exchange.config(), () -> {
            throw new AgentFailure.Broken("Kafka is away", null);
        });

        assertThat(found.verdict()).isEqualTo(Verdict.WARN);
        assertThat(found.detail()).isEqualTo("not checked: Kafka is away");
    }

    @Test
    void a_slot_that_no_standby_keeps_is_a_warning_and_altered_by_the_next_start() {
        alter("FAILOVER false");
        assertThat(failover())
                .satisfies(found -> assertThat(found.verdict()).isEqualTo(Verdict.WARN))
                .satisfies(found -> assertThat(found.remedy())
                        .contains("start the agent again", "ALTER_REPLICATION_SLOT " + database.slot));

        try (var running = exchange.start().awaitStreaming()) {
            assertThat(failover().verdict()).isEqualTo(Verdict.OK);
            database.sql("INSERT INTO person VALUES (2)");
            exchange.awaitEvents(2);
        }
    }

    private void alter(String option) {
        var server = exchange.config().database();
        try (var plain = Database.connect(server);
                var stream = Database.replicating(plain.config(), "test")) {
            assertThat(plain.version()).isGreaterThanOrEqualTo(Slot.FAILOVER);
            Slot.awaitReleased(plain, "test");
            stream.execute("ALTER_REPLICATION_SLOT " + database.slot + " (" + option + ")");
        }
    }

    private Finding failover() {
        return PostgresCheck.run(exchange.config(), Map.of(), exchange.log::last, Clock.systemUTC()).stream()
                .filter(finding -> finding.check().equals(FailoverChecks.SLOT))
                .findFirst()
                .orElseThrow();
    }
}
