package vn.mach.sandbox.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.Secret;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.broker.KafkaCluster;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Views;
import vn.mach.sandbox.subscriber.Subscriber;
import vn.mach.wire.AvroDeserializer;
import vn.mach.wire.SchemaCatalog;

/**
 * P2: a table whose withheld columns hold texts that are recognised anywhere, changed in every way, with bad records among them and
 * columns added on the way. A subscriber of two of its views looks for them in every byte that it gets, asks for everything
 * that is not its own and reads what it is refused with; and nothing of any row may be in a log.
 */
final class NothingElseLeaks implements Proofs.Proof {
    private static final int CHANGES = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Shared: two columns as they are, where a withheld column allows it. */
    private static final ViewId OPEN = ViewId.of(Inspections.ID, "open");
    /** Sealed: the key a pseudonym, the phone masked. */
    private static final ViewId VEILED = ViewId.of(Inspections.ID, "veiled");
    /** Of another agency. */
    private static final ViewId OTHERS = ViewId.of(Inspections.ID, "others");

    private static final AccountId STRANGER = new AccountId(AgencyId.of("gso"), "reader");
    private static final Set<String> OWN = Set.of(OPEN.topic(), VEILED.topic());

    @Override
    public boolean holds(ProofSandbox place, int runs, long seed) {
        var logs = logs(place);
        var inspections = Inspections.open(place.sandbox(), new Random(seed));
        var registry = new Registry(place.sandbox());
        var secret = registry.account(Views.READER);
        define(registry, inspections);
        var views = new Views(place.sandbox());
        var held = true;
        try (var open = views.subscribe(OPEN, secret, "open");
                var veiled = views.subscribe(VEILED, secret, "veiled");
                var letters = new KeptRecords(place.sandbox(), Inspections.ID);
                var garbage = new Garbage(place.sandbox())) {
            for (int run = 1; run <= runs; run++) {
                change(inspections, new Random(seed + run));
                garbage.write();
                boolean arrived = Patience.until(() -> letters.all().size() == garbage.written(), PATIENCE)
                        && shows(open, inspections)
                        && shows(veiled, inspections);
                var findings = search(place, secret, inspections, logs);
                place.say("run %d: every change and bad record has arrived: %s", run, arrived);
                findings.print(place);
                held &= arrived && findings.leaked() == 0;
            }
        }
        return held;
    }

    private static void define(Registry registry, Inspections inspections) {
        var number = Map.<String, Object>of("column", "case_number", "rule", "keep");
        var title = Map.<String, Object>of("column", "title", "rule", "keep");
        registry.view(OPEN, Map.of("condition", inspections.condition(), "columns", List.of(number, title)));
        registry.view(
                VEILED,
                Map.of(
                        "condition",
                        inspections.condition(),
                        "columns",
                        List.of(
                                Map.of("column", "case_number", "rule", "pseudonym"),
                                title,
                                Map.of("column", "phone", "rule", "mask", "keepFirst", 2, "keepLast", 2)),
                        "subscriber",
                        Views.HANOI.slug()));
        registry.view(
                OTHERS,
                Map.of(
                        "condition",
                        "",
                        "columns",
                        List.of(number, Map.of("column", "withheld_witness", "rule", "keep")),
                        "subscriber",
                        STRANGER.agency().slug()));
        registry.account(STRANGER);
        registry.grant(OTHERS, STRANGER, "proof");
        registry.grant(OPEN, Views.READER, "proof");
        registry.grant(VEILED, Views.READER, "proof");
    }

    /** Of every kind, around a column that is added and a table that is emptied. */
    private static void change(Inspections inspections, Random random) {
        inspections.addColumn();
        for (int i = 0; i < CHANGES; i++) {
            if (i == CHANGES / 2) {
                inspections.truncate();
            }
            int kind = i % (CHANGES / 2) < 20 ? 0 : random.nextInt(8);
            switch (kind) {
                case 0, 1 -> inspections.insert();
                case 2 -> inspections.updateShown(random);
                case 3, 4 -> inspections.updateWithheld(random);
                case 5 -> inspections.updateCondition(random);
                case 6 -> inspections.changeKey(random);
                default -> inspections.delete(random);
            }
        }
    }

    private static boolean shows(Subscriber subscriber, Inspections inspections) {
        var expected = inspections.titles();
        return subscriber.await(it -> titles(it).equals(expected), PATIENCE);
    }

    private static Set<String> titles(Subscriber subscriber) {
        return subscriber.content().values().stream()
                .map(row -> Objects.requireNonNull(row.get("title")).toString())
                .collect(Collectors.toSet());
    }

    private static Findings search(ProofSandbox place, Secret secret, Inspections inspections, Map<Path, Long> logs) {
        var sandbox = place.sandbox();
        var secrets = new ArrayList<>(inspections.withheld());
        secrets.add(Marker.of("the name of a withheld column", Inspections.WITHHELD));
        var findings = new Findings(secrets);
        var reader = sandbox.kafkaAs(Views.READER.user(), secret);
        var guarded = new Views(sandbox).schemas(secret);
        isSearched(sandbox.kafka().admin(), inspections, findings);
        var catalog = SchemaCatalog.connect(guarded);
        searchView(OPEN, reader, catalog, secrets, inspections.title, findings);
        var veiled = new ArrayList<>(secrets);
        veiled.add(inspections.key);
        veiled.add(inspections.phone);
        searchView(VEILED, reader, catalog, veiled, inspections.title, findings);
        var all = topics(sandbox.kafka().admin());
        try (var topics = new ForeignTopics(reader, OWN);
                var rights = new ForeignRights(reader, findings)) {
            topics.tryAll(all, findings);
            rights.tryAll(OPEN);
        }
        new ForeignSchemas(sandbox.schemaRegistryConnection(), guarded, OWN, findings).tryAll();
        new ForeignAnswers(new Registry(sandbox), findings).tryAll(List.of(OPEN, VEILED), OTHERS);
        searchLogs(logs, place, inspections, findings);
        return findings;
    }

    /** The search finds what is there: every secret is in the dataset's own topic. */
    private static void isSearched(KafkaConnection admin, Inspections inspections, Findings findings) {
        var records = ViewBytes.read(admin, Inspections.ID.topic()).records().stream()
                .map(ViewBytes::whole)
                .toList();
        for (var marker : inspections.withheld()) {
            findings.holds(
                    "the search finds a withheld column where it is: in data.*",
                    marker.column() + " is not found",
                    records.stream().anyMatch(marker::isIn));
        }
    }

    private static void searchView(
            ViewId view,
            KafkaConnection reader,
            SchemaCatalog catalog,
            List<Marker> secrets,
            Marker shown,
            Findings findings) {
        var bytes = ViewBytes.read(reader, view.topic());
        var values = new AvroDeserializer(catalog);
        for (var record : bytes.records()) {
            findings.searched("records of " + view, at(record), ViewBytes.whole(record), secrets);
            if (record.value() != null) {
                var event = Objects.requireNonNull(values.deserialize(view.topic(), record.value()));
                findings.holds("before is null", at(record) + " has one", event.get("before") == null);
            }
        }
        findings.holds("there are tombstones", view + " has none", bytes.tombstones() > 0);
        findings.holds(
                "the search finds what the view shows",
                shown.column() + " is not found in " + view,
                bytes.records().stream().anyMatch(record -> shown.isIn(ViewBytes.whole(record))));
    }

    private static String at(ConsumerRecord<?, ?> record) {
        return record.topic() + " " + record.partition() + "@" + record.offset();
    }

    private static Set<String> topics(KafkaConnection admin) {
        try (var cluster = KafkaCluster.connect(admin)) {
            var options = new org.apache.kafka.clients.admin.ListTopicsOptions().listInternal(true);
            return KafkaCluster.await(
                    "list topics", cluster.admin().listTopics(options).names());
        }
    }

    /** How long each log is now: what an earlier proof left in it is not of this one. */
    private static Map<Path, Long> logs(ProofSandbox place) {
        var sizes = new HashMap<Path, Long>();
        try (var files = Files.walk(place.sandbox().data().logs())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                sizes.put(file, Files.size(file));
            }
        } catch (IOException e) {
            throw new IllegalStateException("the sandbox's logs cannot be read", e);
        }
        return sizes;
    }

    /** No value of any column may be there; the names of columns may: the owner reads its agent's log. */
    private static void searchLogs(
            Map<Path, Long> before, ProofSandbox place, Inspections inspections, Findings findings) {
        var values = new ArrayList<>(inspections.withheld());
        values.addAll(List.of(inspections.key, inspections.title, inspections.phone));
        for (var log : logs(place).keySet()) {
            try (var lines = Files.newInputStream(log)) {
                lines.skipNBytes(Math.min(before.getOrDefault(log, 0L), Files.size(log)));
                var text = lines.readAllBytes();
                findings.searched("logs of all components", log.getFileName().toString(), text, values);
            } catch (IOException e) {
                throw new IllegalStateException(log + " cannot be read", e);
            }
        }
    }
}
