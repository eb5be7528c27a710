package vn.mach.sandbox.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.mach.sandbox.broker.KafkaCluster;
import vn.mach.sandbox.registry.Registry;

/**
 * P10: while people act, the registry is killed with SIGKILL at random moments. What the database holds is what the log tells, entry
 * by entry, and the other way round; the chain holds in an export, read by itself; each change of the export is told; the registry's own role
 * cannot change the log; no secret that was shown is in any log file.
 */
final class EveryActHasAnAuthor implements Proofs.Proof {
    private static final int LONGEST_DELAY_MILLIS = 300;
    private static final int TAMPERINGS = 9;
    private static final String ROW = "%-4s %-15s %10s %8s %10s %9s";

    @Override
    public boolean holds(ProofSandbox place, int runs, long seed) {
        var random = new Random(seed);
        var registry = new Registry(place.sandbox());
        var secrets = new TreeSet<String>();
        boolean matched = true;
        try (var cluster = KafkaCluster.connect(place.sandbox().kafka().admin())) {
            var acts = new ControlActs(registry, cluster, secrets::add).all();
            place.say(ROW, "run", "act", "killed", "entries", "unmatched", "verdict");
            for (int run = 1; run <= runs; run++) {
                matched &= once(place, registry, acts.get(random.nextInt(acts.size())), run, random);
            }
        }
        matched &= tampering(place, lines(registry), random);
        matched &= barred(place);
        matched &= unlogged(place, secrets);
        return matched;
    }

    private static boolean once(ProofSandbox place, Registry registry, ControlAct act, int run, Random random) {
        var attempt = act.tries().prepare(run);
        var delay = Duration.ofMillis(random.nextInt(LONGEST_DELAY_MILLIS));
        new HeldRegistry(place.sandbox()).killAfter(delay, attempt.act());
        place.sandbox().registry().restart();
        attempt.again().run();
        var log = lines(registry);
        var wrong = wrong(place, log);
        var unmatched = AuditedRows.unmatched(place.sandbox());
        boolean held = wrong == null && unmatched.isEmpty();
        place.say(
                ROW,
                run,
                act.name(),
                delay.toMillis() + " ms",
                log.size(),
                unmatched.size(),
                held ? "held" : "BROKEN " + wrong + unmatched);
        return held;
    }

    private static List<String> lines(Registry registry) {
        return registry.operator().text("/audit/export").lines().toList();
    }

    /** By the command that knows nothing but the export; null when it holds. */
    private static @Nullable String wrong(ProofSandbox place, List<String> log) {
        return AuditCommand.verify(place.sandbox(), log);
    }

    /** One character is another, an entry is gone, or two have changed places: each must be told. */
    private static boolean tampering(ProofSandbox place, List<String> log, Random random) {
        int told = 0;
        for (int i = 0; i < TAMPERINGS; i++) {
            var tampered = new ArrayList<>(log);
            int at = random.nextInt(log.size() - 1);
            switch (i % 3) {
                case 0 -> tampered.set(at, changed(log.get(at), random));
                case 1 -> tampered.remove(at);
                default -> Collections.swap(tampered, at, at + 1);
            }
            var wrong = wrong(place, tampered);
            told += wrong == null ? 0 : 1;
            place.say(
                    "%s at %d: %s",
                    List.of("changed", "removed", "swapped").get(i % 3), at + 1, wrong == null ? "NOT TOLD" : wrong);
        }
        return told == TAMPERINGS;
    }

    private static String changed(String line, Random random) {
        var changed = new StringBuilder(line);
        int character = random.nextInt(line.length());
        changed.setCharAt(character, line.charAt(character) == '0' ? '1' : '0');
        return changed.toString();
    }

    /** As the role under which the registry runs. */
    private static boolean barred(ProofSandbox place) {
        var sandbox = place.sandbox();
        boolean barred = true;
        for (var sql : List.of("UPDATE audit SET object = 'x' WHERE seq = 1", "DELETE FROM audit", "TRUNCATE audit")) {
            try (var connection =
                            sandbox.postgres().connect("registry", "registry", sandbox.secret("postgres.registry"));
                    var statement = connection.createStatement()) {
                statement.execute(sql);
                place.say("DONE by the registry's role: %s", sql);
                barred = false;
            } catch (java.sql.SQLException e) {
                place.say(
                        "%s: %s",
                        sql, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            }
        }
        return barred;
    }

    private static boolean unlogged(ProofSandbox place, Set<String> secrets) {
        var logged = new TreeSet<String>();
        try (var files = Files.walk(place.sandbox().data().logs())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var text = Files.readString(file, StandardCharsets.ISO_8859_1);
                secrets.stream().filter(text::contains).forEach(secret -> logged.add(file.toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's logs cannot be read", e);
        }
        place.say("%d secrets were shown; log files that hold one: %s", secrets.size(), logged);
        return logged.isEmpty() && !secrets.isEmpty();
    }
}
