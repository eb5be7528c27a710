package vn.mach.registry.access;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBinding;
import vn.mach.registry.access.TopicConvergence.Setting;
import vn.mach.registry.accounts.Account;
import vn.mach.registry.views.View;

/** Everything a run would do, and what it will not touch. */
record Plan(
        List<NewTopic> topics,
        List<Setting> settings,
        List<String> obsoleteTopics,
        List<String> subjects,
        List<View> views,
        List<String> missingUsers,
        List<Account> secrets,
        Map<String, Map<String, Double>> quotas,
        AccessPlan acls,
        Set<Drift> drift,
        List<String> problems) {

    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("topics", topics.stream().map(NewTopic::name).toList());
        json.put("settings", settings);
        json.put("obsoleteTopics", obsoleteTopics);
        json.put("subjects", subjects);
        json.put("views", views.stream().map(View::id).toList());
        json.put("missingUsers", missingUsers);
        json.put("deleteSecretsOf", secrets.stream().map(Account::id).toList());
        json.put("quotas", quotas);
        json.put("revoke", bindings(acls.revoke()));
        json.put("grant", bindings(acls.grant()));
        json.put("drift", drift);
        json.put("problems", problems);
        return json;
    }

    private static List<Map<String, String>> bindings(Collection<AclBinding> bindings) {
        return bindings.stream()
                .sorted(Comparator.comparing(AclBinding::toString))
                .map(binding -> Map.of(
                        "principal", binding.entry().principal(),
                        "operation", lower(binding.entry().operation()),
                        "resource", lower(binding.pattern().resourceType()),
                        "pattern", lower(binding.pattern().patternType()),
                        "name", binding.pattern().name()))
                .toList();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
