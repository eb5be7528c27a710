package vn.mach.sandbox.proof;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import vn.mach.naming.AccountId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.broker.KafkaCluster;
import vn.mach.sandbox.proof.ControlAct.Try;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.registry.RegistryClient;
import vn.mach.sandbox.story.Gso;
import vn.mach.sandbox.story.Moj;
import vn.mach.sandbox.story.Views;

/** All that is done to Kafka on somebody's behalf; each try on an account and a view of its own. */
final class ControlActs {
    private static final String SECRET = "set secret";
    private static final String GRANTED = "create ACLs";
    private static final String UNGRANTED = "delete ACLs";
    private static final String PUBLISHED = "publish view";

    private final Registry registry;
    private final KafkaCluster cluster;

    ControlActs(Registry registry, KafkaCluster cluster) {
        this.registry = registry;
        this.cluster = cluster;
    }

    List<ControlAct> all() {
        return List.of(
                new ControlAct("create account", List.of(SECRET, "set quota"), this::createAccount),
                new ControlAct("rotate account", List.of(SECRET), this::rotateAccount),
                new ControlAct("overlap secrets", List.of(SECRET), number -> overlap(number, "PT1H")),
                new ControlAct("end an overlap", List.of("delete secret"), number -> overlap(number, "PT1S")),
                new ControlAct("disable account", List.of(UNGRANTED, "delete secret"), this::disableAccount),
                new ControlAct("enable account", List.of(GRANTED), this::enableAccount),
                new ControlAct("set quota", List.of("set quota"), this::setQuota),
                new ControlAct(
                        "define view",
                        List.of("create topic", "register subject", "set compatibility", PUBLISHED),
                        this::defineView),
                new ControlAct("grant shared", List.of(GRANTED), number -> grant(number, false)),
                new ControlAct("grant sealed", List.of(GRANTED, PUBLISHED), number -> grant(number, true)),
                new ControlAct("revoke shared", List.of(UNGRANTED), number -> revoke(number, false)),
                new ControlAct(
                        "revoke sealed", List.of(PUBLISHED, "empty topic", UNGRANTED), number -> revoke(number, true)),
                new ControlAct("retire view", List.of(PUBLISHED, "delete topic"), this::retireView),
                new ControlAct("repair a topic", List.of("set topic"), this::repairTopic));
    }

    private Try createAccount(int number) {
        var account = account(number);
        return new Try(() -> registry.account(account), () -> registry.account(account));
    }

    private Try rotateAccount(int number) {
        var account = existing(number);
        return new Try(() -> registry.account(account), () -> registry.account(account));
    }

    private Try overlap(int number, String duration) {
        var account = existing(number);
        return Try.repeated(() -> member().post(path(account) + "/rotate", Map.of("overlap", duration)));
    }

    private Try disableAccount(int number) {
        var account = existing(number);
        registry.grant(view(number, false), account, "proof");
        return Try.repeated(() -> member().post(path(account) + "/disable", Map.of("reason", "proof")));
    }

    private Try enableAccount(int number) {
        disableAccount(number).act().run();
        return Try.repeated(() -> member().post(path(account(number)) + "/enable", Map.of()));
    }

    private Try setQuota(int number) {
        var quota = Map.of("producerByteRate", 1_000 + number, "consumerByteRate", 2_000, "requestPercentage", 50);
        var account = existing(number);
        return Try.repeated(() -> registry.operator().put(path(account) + "/quota", quota));
    }

    private RegistryClient member() {
        return registry.as("member", Views.HANOI);
    }

    private static String path(AccountId account) {
        return "/agencies/" + account.agency() + "/accounts/" + account.name();
    }

    private Try defineView(int number) {
        return Try.repeated(() -> view(number, false));
    }

    private Try grant(int number, boolean sealed) {
        var request = approvedByOwner(view(number, sealed), existing(number));
        return Try.repeated(() -> registry.operator().post("/requests/" + request + "/approve", Map.of()));
    }

    private Try revoke(int number, boolean sealed) {
        var view = view(number, sealed);
        var grant = registry.grant(view, existing(number), "proof");
        return Try.repeated(() -> registry.revoke(grant, view.dataset().agency(), "proof"));
    }

    private Try retireView(int number) {
        var view = view(number, false);
        return Try.repeated(() -> registry.retire(view));
    }

    /** Somebody sets a retention that would delete rows; who asks for a run of the reconciler has it put right. */
    private Try repairTopic(int number) {
        var topic = new ConfigResource(
                ConfigResource.Type.TOPIC, view(number, false).topic());
        IntConsumer retention = millis -> KafkaCluster.await(
                "set retention",
                cluster.admin()
                        .incrementalAlterConfigs(Map.of(
                                topic,
                                List.of(new AlterConfigOp(
                                        new ConfigEntry("retention.ms", Integer.toString(millis)),
                                        AlterConfigOp.OpType.SET))))
                        .all());
        retention.accept(3_600_000);
        return Try.repeated(() -> registry.operator().post("/access/apply", Map.of()));
    }

    private static AccountId account(int number) {
        return new AccountId(Views.HANOI, "app-" + number);
    }

    private AccountId existing(int number) {
        var account = account(number);
        registry.account(account);
        return account;
    }

    /** Without a row: what is proven is what the registry does. */
    private ViewId view(int number, boolean sealed) {
        var dataset = sealed ? Moj.PERSON : Gso.UNITS;
        var view = ViewId.of(dataset, "proof-" + number);
        var column = sealed ? "full_name" : "code";
        var key = sealed ? "person_id" : "code";
        var columns = List.of(key, column).stream()
                .distinct()
                .map(it -> Map.of("column", it, "rule", "keep"))
                .toList();
        var body =
                new HashMap<String, Object>(Map.of("condition", column + " = 'x" + number + "'", "columns", columns));
        if (sealed) {
            body.put("subscriber", Views.HANOI.slug());
        }
        registry.view(view, body);
        return view;
    }

    private String approvedByOwner(ViewId view, AccountId account) {
        var request = registry.as("member", account.agency())
                .post(
                        "/requests",
                        Map.of(
                                "view",
                                view.toString(),
                                "account",
                                account.toString(),
                                "purpose",
                                "proof",
                                "legalBasis",
                                "Decree 278/2025, article 5",
                                "until",
                                LocalDate.now(ZoneOffset.UTC).plusYears(1).toString(),
                                "contact",
                                "data@hanoi.example"))
                .get("id")
                .asText();
        registry.as("steward", view.dataset().agency()).post("/requests/" + request + "/approve", Map.of());
        return request;
    }
}
