package vn.mach.sandbox.proof;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.process.Component;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Comparison;
import vn.mach.sandbox.story.Views;
import vn.mach.sandbox.subscriber.Subscriber;

/**
 * P5: names of up to 200 KB, which PostgreSQL stores out of line and leaves out of its log when an update does not touch them.
 * Most updates do not; the agent is killed meanwhile. Every event must carry a whole name: one that the row had, never an older
 * one than the event before.
 */
final class WholeValues implements Proofs.Proof {
    private static final int ROWS = 40;
    private static final int TRANSACTIONS = 150;
    private static final List<String> SHOWN = List.of("registration_number", "name", "province_code", "active");

    @Override
    public boolean holds(ProofSandbox place, int runs, long seed) {
        var sandbox = place.sandbox();
        var business = Business.open(sandbox);
        var view = ViewId.of(Business.ENTERPRISES, "large");
        var registry = new Registry(sandbox);
        registry.view(view, Business.whole(SHOWN));
        var secret = registry.account(Views.READER);
        registry.grant(view, Views.READER, "proof");
        place.say("%-4s %8s %10s %10s %10s %10s %9s", "run", "events", "unchanged", "cut", "older", "equal", "verdict");
        var held = true;
        // Of all runs: each begins with the names of the one before.
        var versions = new int[ROWS];
        try (var subscriber = new Views(sandbox).subscribe(view, secret, "large")) {
            for (int run = 1; run <= runs; run++) {
                held &= holds(place, run, business, new Random(seed + run), versions, subscriber);
            }
        }
        return held;
    }

    private static boolean holds(
            ProofSandbox place, int run, Business business, Random random, int[] versions, Subscriber subscriber) {
        int from = subscriber.seen().size();
        int unchanged = 0;
        var agent = place.sandbox().agent(Business.AGENT);
        for (int i = 0; i < TRANSACTIONS; i++) {
            if (i == TRANSACTIONS / 3 || i == 2 * TRANSACTIONS / 3) {
                killAndStart(agent);
            }
            unchanged += change(business, random, versions);
        }
        boolean equal = Comparison.of(
                        subscriber,
                        business.database(),
                        "select " + String.join(", ", SHOWN) + " from enterprise",
                        List.of("registration_number"),
                        Comparison.AsShown.SAME)
                .isEqual();
        var newest = new HashMap<String, Integer>();
        int events = 0;
        int cut = 0;
        int older = 0;
        for (var event : subscriber.seen().subList(from, subscriber.seen().size())) {
            var row = event.after();
            if (row == null) {
                newest.remove(key(event.key()));
                continue;
            }
            events++;
            var name = Objects.requireNonNull(row.get("name")).toString();
            if (!isWhole(name)) {
                cut++;
                continue;
            }
            int version = version(name);
            var before = newest.put(key(event.key()), version);
            older += before != null && before > version ? 1 : 0;
        }
        boolean holds = equal && cut == 0 && older == 0 && events > 0 && unchanged > 0;
        place.say(
                "%-4d %8d %10d %10d %10d %10s %9s",
                run, events, unchanged, cut, older, equal, holds ? "held" : "BROKEN");
        return holds;
    }

    /** Answers how many updates left the name alone. */
    private static int change(Business business, Random random, int[] versions) {
        int row = random.nextInt(ROWS);
        var where = " where registration_number = '" + row + "'";
        switch (random.nextInt(8)) {
            case 0 -> business.run("update enterprise set name = '" + name(++versions[row], random) + "'" + where);
            case 1 -> business.run("delete from enterprise" + where);
            case 2, 3 ->
                business.run("insert into enterprise values ('" + row + "', '" + name(++versions[row], random)
                        + "', 'LIMITED', 1, '01', '2020-01-01', true) on conflict do nothing");
            case 4 -> {
                // Twice in one transaction, and the name only in the first: the log has it once.
                business.run(
                        "update enterprise set name = '" + name(++versions[row], random) + "'" + where,
                        "update enterprise set active = not active" + where);
                return 1;
            }
            default -> {
                business.run("update enterprise set active = not active, province_code = '" + random.nextInt(63) + "'"
                        + where);
                return 1;
            }
        }
        return 0;
    }

    /** {@code <version>:<length>:} and then so many characters that do not compress. */
    private static String name(int version, Random random) {
        int length = 3_000 + random.nextInt(200_000);
        var text = new StringBuilder(length + 20)
                .append(version)
                .append(':')
                .append(length)
                .append(':');
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private static boolean isWhole(String name) {
        var parts = name.split(":", 3);
        return parts.length == 3 && parts[1].matches("[0-9]+") && parts[2].length() == Integer.parseInt(parts[1]);
    }

    private static int version(String name) {
        return Integer.parseInt(name.substring(0, name.indexOf(':')));
    }

    private static String key(Map<String, Object> key) {
        return Objects.requireNonNull(key.get("registration_number")).toString();
    }

    private static void killAndStart(Component agent) {
        agent.kill9();
        agent.restart();
    }
}
