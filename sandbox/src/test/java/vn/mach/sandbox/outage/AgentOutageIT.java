package vn.mach.sandbox.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.process.Component;

/** What an agent needs goes away, for longer than any client waits by itself: one process lives through all of it. */
class AgentOutageIT {
    /** Not a temporary directory: those are closed to the account PostgreSQL runs as where it runs as nobody. */
    private static final Path DIRECTORY = Path.of("target", "it", "outage-" + System.nanoTime());

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("mach.outage-seconds", 0));
    private static OutagePlace place;
    private static Component agent;
    private static CountedChanges changes;
    private static long pid;

    @BeforeAll
    static void start() throws Exception {
        place = new OutagePlace(DIRECTORY, System.out);
        changes = new CountedChanges(place);
        place.schemas.process().kill9();
        agent = place.launchAgent();
        pid = agent.pid();
        awaitLogged(0, "schema registry did not answer");
        place.schemas.process().restart();
        awaitLogged(0, "STREAMING");
    }

    @AfterAll
    static void stop() {
        place.close();
    }

    @AfterEach
    void the_process_has_lived_through_it() {
        assertThat(agent.isAlive()).isTrue();
        assertThat(agent.pid()).isEqualTo(pid);
    }

    @Test
    void a_broker_that_is_killed_and_comes_back_costs_nothing() throws Exception {
        changes.write();

        place.broker.kill9();
        hold(Duration.ofSeconds(2));
        place.broker.restart();

        assertWhole("broker killed");
    }

    @Test
    void a_broker_that_does_not_answer_for_longer_than_the_client_waits_is_waited_for() throws Exception {
        changes.write();
        long before = logged();

        place.broker.freeze();
        awaitLogged(before, "WAITING");
        hold(OUTAGE);
        place.broker.thaw();
        awaitLogged(before, "STREAMING");

        assertWhole("broker frozen");
    }

    @Test
    void a_database_that_is_down_is_waited_for_however_long() throws Exception {
        changes.write();
        long before = logged();

        place.postgres.process().kill9();
        awaitLogged(before, "WAITING");
        hold(Duration.ofSeconds(10).compareTo(OUTAGE) > 0 ? Duration.ofSeconds(10) : OUTAGE);
        place.postgres.process().restart();
        awaitLogged(before, "STREAMING");

        assertWhole("database down");
    }

    @Test
    void the_schema_registry_is_not_needed_while_the_agent_runs() throws Exception {
        changes.write();

        place.schemas.process().kill9();
        hold(Duration.ofSeconds(2));
        changes.rest();
        place.schemas.process().restart();

        assertWhole("schema registry down");
    }

    private static void assertWhole(String outage) throws Exception {
        changes.rest();
        var asked = Instant.now();
        var published = changes.audit();
        System.out.println(outage + ": " + published + " "
                + Duration.between(asked, Instant.now()).toMillis() + " ms");
        assertThat(published).matches(CountedChanges.Published::isWhole);
    }

    /** How long something is away is the test's input; nothing is waited for here. */
    private static void hold(Duration outage) {
        Patience.pause(outage);
    }

    private static long logged() throws Exception {
        return Files.size(agent.log());
    }

    private static void awaitLogged(long from, String text) {
        var pattern = Pattern.compile(Pattern.quote(text));
        assertThat(Patience.until(() -> pattern.matcher(said(from)).find(), PATIENCE))
                .as("%s in %s", text, agent.log())
                .isTrue();
    }

    private static String said(long from) {
        try {
            var all = Files.readAllBytes(agent.log());
            return new String(all, (int) from, all.length - (int) from, StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
