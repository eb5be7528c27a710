package vn.mach.registry.access;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.NewTopic;
import vn.mach.naming.Topics;
import vn.mach.registry.db.Database;
import vn.mach.registry.kafka.KafkaAdmin;
import vn.mach.registry.kafka.KafkaAdmin.TopicSetting;
import vn.mach.registry.views.View;

/** Creates the topics that are missing, gives them back the settings they were made with, deletes those of retired views. It deletes none that it did not make. */
final class TopicConvergence {
    private final Database database;
    private final KafkaAdmin kafka;
    private final OwnedTopicStore owned = new OwnedTopicStore();

    TopicConvergence(Database database, KafkaAdmin kafka) {
        this.database = database;
        this.kafka = kafka;
    }

    List<NewTopic> missing(Desired desired) {
        return missing(desired, kafka.topics());
    }

    static List<NewTopic> missing(Desired desired, Set<String> existing) {
        return TopicRules.of(desired).values().stream()
                .filter(topic -> !existing.contains(topic.name()))
                .toList();
    }

    /** Topics of views that are retired, once the router has said that it is done with them. */
    List<String> obsolete(Desired desired, Predicate<View> done) {
        return obsolete(desired, kafka.topics(), database.read(owned::all), done);
    }

    static List<String> obsolete(Desired desired, Set<String> existing, Set<String> owned, Predicate<View> done) {
        return desired.retired().stream()
                .filter(view -> existing.contains(view.id().topic())
                        && owned.contains(view.id().topic())
                        && done.test(view))
                .map(view -> view.id().topic())
                .toList();
    }

    void delete(String topic) {
        kafka.deleteTopic(topic);
        database.run(tx -> owned.remove(tx, List.of(topic)));
    }

    /** What a crash between the two steps of a deletion left behind. */
    void forgetDeleted(Desired desired) {
        var existing = kafka.topics();
        var known = database.read(owned::all);
        var gone = desired.retired().stream()
                .map(view -> view.id().topic())
                .filter(topic -> known.contains(topic) && !existing.contains(topic))
                .toList();
        database.run(tx -> owned.remove(tx, gone));
    }

    /** The control topics, without which nobody can start. */
    void createControl() {
        var existing = kafka.topics();
        for (var name : Topics.CONTROL) {
            if (!existing.contains(name)) {
                create(TopicRules.control(name));
            }
        }
    }

    void create(NewTopic topic) {
        database.run(tx -> owned.add(tx, topic.name()));
        kafka.createTopic(topic);
    }

    /** A setting of a governed topic that is not, or is beside, what the registry gives it. */
    record Setting(String topic, String name, String is, String shouldBe) {
        @Override
        public String toString() {
            return name + " of topic " + topic;
        }
    }

    /** Settings of ours, of topics we made, that somebody changed. */
    List<Setting> changed(Desired desired) {
        var topics = present(desired);
        topics.keySet().retainAll(database.read(owned::all));
        return changed(topics, kafka.topicSettings(topics.keySet()));
    }

    static List<Setting> changed(Map<String, NewTopic> topics, Map<String, List<TopicSetting>> actual) {
        var changed = new ArrayList<Setting>();
        actual.forEach((name, found) -> {
            var is = new TreeMap<String, String>();
            found.forEach(setting -> is.put(setting.name(), setting.value()));
            var topic = Objects.requireNonNull(topics.get(name));
            new TreeMap<>(settings(topic)).forEach((setting, shouldBe) -> {
                var value = is.getOrDefault(setting, "");
                if (!value.equals(shouldBe)) {
                    changed.add(new Setting(name, setting, value, shouldBe));
                }
            });
        });
        return changed;
    }

    void repair(Setting setting) {
        kafka.setTopic(setting.topic(), setting.name(), setting.shouldBe());
    }

    /** What of the governed topics nobody decided here: topics, settings and numbers of partitions. */
    Set<Drift> drift(Desired desired) {
        var wanted = present(desired);
        var drift = new HashSet<>(foreignSettings(wanted, kafka.topicSettings(wanted.keySet())));
        drift.addAll(partitions(wanted, kafka.partitions(wanted.keySet())));
        drift.addAll(foreignTopics(kafka.topics(), database.read(owned::all)));
        return drift;
    }

    static Set<Drift> foreignSettings(Map<String, NewTopic> wanted, Map<String, List<TopicSetting>> actual) {
        var drift = new HashSet<Drift>();
        actual.forEach((topic, settings) -> settings.stream()
                .filter(TopicSetting::ofTheTopic)
                .filter(it ->
                        !settings(Objects.requireNonNull(wanted.get(topic))).containsKey(it.name()))
                .forEach(it -> drift.add(new Drift("foreign-setting", topic, it.name() + " is " + it.value()))));
        return drift;
    }

    private static Set<Drift> partitions(Map<String, NewTopic> wanted, Map<String, Integer> actual) {
        var drift = new HashSet<Drift>();
        actual.forEach((topic, is) -> {
            int shouldBe = Objects.requireNonNull(wanted.get(topic)).numPartitions();
            if (is != shouldBe) {
                drift.add(new Drift("partitions", topic, is + " partitions, not " + shouldBe));
            }
        });
        return drift;
    }

    /** Those under a governed prefix that no dataset, view or agent accounts for, or that were there before their view. */
    static Set<Drift> foreignTopics(Set<String> existing, Set<String> owned) {
        var drift = new HashSet<Drift>();
        existing.stream()
                .filter(topic -> AccessPlan.isGoverned(topic) && !owned.contains(topic))
                .filter(topic -> !Topics.CONTROL.contains(topic))
                .forEach(topic -> drift.add(new Drift("foreign-topic", topic, "was not made by this registry")));
        return drift;
    }

    private Map<String, NewTopic> present(Desired desired) {
        var existing = kafka.topics();
        var present = new TreeMap<>(TopicRules.of(desired));
        present.keySet().retainAll(existing);
        return present;
    }

    private static Map<String, String> settings(NewTopic topic) {
        return topic.configs() == null ? Map.of() : topic.configs();
    }
}
