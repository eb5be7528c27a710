package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import vn.mach.naming.AgentId;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.process.Component;

/**
 * P8, at the source: a table is altered in turn in every way that does not fit its contract, while rows change and the agent is killed
 * with SIGKILL at random moments. The other table of the same agent must flow on, the agent must name the column, and after the remedy
 * every change of the table must arrive once, in order, and nothing must be left waiting.
 */
final class OneTableIsHeld implements Proofs.Proof {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private record Outcome(
            boolean told,
            int held,
            int others,
            int changes,
            boolean whole,
            int missing,
            int twice,
            int disorder,
            boolean emptied) {
        boolean isClean() {
            return told && held > 0 && others > 0 && whole && missing == 0 && twice == 0 && disorder == 0 && emptied;
        }
    }

    @Override
    public boolean holds(ProofSandbox place, int runs, long seed) {
        var sandbox = place.sandbox();
        var parcels = Parcels.in(sandbox);
        var setup = parcels.enrol(sandbox);
        var agent = sandbox.startAgent(setup);
        place.say(
                "%-4s %-8s %5s %5s %7s %8s %6s %8s %6s %9s %8s %8s",
                "run",
                "altered",
                "told",
                "held",
                "others",
                "changes",
                "whole",
                "missing",
                "twice",
                "disorder",
                "emptied",
                "verdict");
        var ways = List.of(Alteration.values());
        var held = true;
        try (var published = new ParcelTail(sandbox);
                var others = new DatasetTail(sandbox, Parcels.ENTERPRISES)) {
            for (int run = 0; run < runs; run++) {
                var how = ways.get(run % ways.size());
                var outcome = alter(parcels, agent, setup.id(), how, new Random(seed + run), published, others);
                held &= outcome.isClean();
                place.say(
                        "%-4d %-8s %5s %5d %7d %8d %6s %8d %6d %9d %8s %8s",
                        run + 1,
                        how,
                        outcome.told(),
                        outcome.held(),
                        outcome.others(),
                        outcome.changes(),
                        outcome.whole(),
                        outcome.missing(),
                        outcome.twice(),
                        outcome.disorder(),
                        outcome.emptied(),
                        outcome.isClean() ? "held" : "BROKEN");
            }
        }
        return held;
    }

    private static Outcome alter(
            Parcels parcels,
            Component agent,
            AgentId id,
            Alteration how,
            Random random,
            ParcelTail published,
            DatasetTail others) {
        Patience.until(() -> published.numbers().equals(parcels.numbers()), PATIENCE);
        others.restart();
        int before = sum(published.numbers());
        int known = parcels.enterprises();
        parcels.execute(how.does());
        var writer = write(parcels, random);
        kill(agent, 2, random);
        int enterprises = parcels.enterprises() - known;
        Patience.until(() -> others.events() >= enterprises, PATIENCE);
        int flowed = others.events() >= enterprises ? enterprises : 0;
        int held = sum(parcels.numbers()) - sum(published.numbers());
        var reason = published.reason(id);
        boolean told = reason.contains(how.column()) && reason.contains("schema id");
        parcels.execute(how.remedy());
        kill(agent, 2, random);
        parcels.stop();
        join(writer);
        var whole = Patience.until(() -> published.numbers().equals(parcels.numbers()), PATIENCE);
        var topic = new TopicPartition(id.heldTopic(), 0);
        var emptied = Patience.until(() -> published.waiting(topic) == 0, PATIENCE);
        return new Outcome(
                told,
                held,
                flowed,
                sum(parcels.numbers()) - before,
                whole,
                published.missing(),
                published.twice(),
                published.disorder(),
                emptied);
    }

    private static Thread write(Parcels parcels, Random random) {
        var workload = new Random(random.nextLong());
        var writer = new Thread(() -> parcels.writeUntilStopped(workload), "workload");
        writer.start();
        return writer;
    }

    private static void kill(Component agent, int times, Random random) {
        for (int i = 0; i < times; i++) {
            pause(300 + random.nextInt(1_500));
            agent.kill9();
            agent.restart();
        }
    }

    private static int sum(Map<String, Integer> numbers) {
        return numbers.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The random moment of a kill is a time by its nature; nothing is waited for here. */
    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
