package vn.mach.sandbox.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import vn.mach.connection.Secret;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Sandbox;
import vn.mach.wire.Contracts;

/**
 * What people do through the registry's API, each under a token of their own. Whatever may have been done by an earlier
 * start is looked up first, so every call can be made again.
 */
public final class Registry {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AgencyId OPERATORS = AgencyId.of("mic");

    private final Sandbox sandbox;

    public Registry(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** A person of an agency with one role. */
    public RegistryClient as(String role, AgencyId agency) {
        return new RegistryClient(
                sandbox.api(), sandbox.identity().token(role + "." + agency, agency.slug(), java.util.Set.of(role)));
    }

    public RegistryClient operator() {
        return as("operator", OPERATORS);
    }

    public void agency(AgencyId agency, String name, String level) {
        if (operator().find("/agencies/" + agency).isEmpty()) {
            operator().post("/agencies", Map.of("slug", agency.slug(), "name", name, "level", level));
        }
    }

    /** Defines the dataset with the sample contract of that name. */
    public void dataset(
            DatasetId id, String title, String contract, List<String> key, Map<String, String> classification) {
        dataset(id, title, Contracts.schema(contract), key, classification);
    }

    /** The same with a contract of its own. */
    public void dataset(
            DatasetId id, String title, Schema contract, List<String> key, Map<String, String> classification) {
        var steward = as("steward", id.agency());
        if (steward.find("/datasets/" + path(id)).isPresent()) {
            return;
        }
        steward.post(
                "/agencies/" + id.agency() + "/datasets",
                Map.of(
                        "slug",
                        id.slug(),
                        "title",
                        Map.of("vi", title, "en", id.slug()),
                        "contract",
                        JSON.valueToTree(parsed(contract.toString())),
                        "key",
                        key,
                        "classification",
                        classification,
                        "legalBasis",
                        "Decree 278/2025"));
    }

    /** The agent's Kafka secret; a new one if the agent is known already, since a secret is shown once. */
    public Secret agent(AgentId id, List<String> datasets) {
        var steward = as("steward", id.agency());
        var path = "/agencies/" + id.agency() + "/agents";
        var known = steward.get(path).findValuesAsText("agent").contains(id.toString());
        var answer = known
                ? steward.post(path + "/" + id.name() + "/rotate", Map.of())
                : steward.post(path, Map.of("name", id.name(), "datasets", datasets));
        return new Secret(answer.get("secret").asText());
    }

    /** As {@link #agent}, for a service account of a subscriber. */
    public Secret account(AccountId id) {
        var member = as("member", id.agency());
        var path = "/agencies/" + id.agency() + "/accounts";
        var known = member.get(path).findValuesAsText("account").contains(id.toString());
        var answer = known
                ? member.post(path + "/" + id.name() + "/rotate", Map.of())
                : member.post(path, Map.of("name", id.name()));
        return new Secret(answer.get("secret").asText());
    }

    /** Defines the view unless it is there; {@code body} as the API takes it, without the slug. */
    public JsonNode view(ViewId id, Map<String, ?> body) {
        var steward = as("steward", id.dataset().agency());
        return steward.find("/views/" + path(id)).orElseGet(() -> {
            var whole = new java.util.HashMap<String, Object>(body);
            whole.put("slug", id.slug());
            return steward.post("/datasets/" + path(id.dataset()) + "/views", whole);
        });
    }

    /** Gives the view another definition; {@code body} as the API takes it. */
    public JsonNode redefine(ViewId id, Map<String, ?> body) {
        return as("steward", id.dataset().agency()).put("/views/" + path(id), body);
    }

    public JsonNode retire(ViewId id) {
        return as("steward", id.dataset().agency()).post("/views/" + path(id) + "/retire", Map.of());
    }

    /** Asks for the view, and the owner's steward and an operator approve; answers the grant's id. */
    public String grant(ViewId view, AccountId account, String purpose) {
        var member = as("member", account.agency());
        var request = member.post(
                        "/requests",
                        Map.of(
                                "view",
                                view.toString(),
                                "account",
                                account.toString(),
                                "purpose",
                                purpose,
                                "legalBasis",
                                "Decree 278/2025, article 5",
                                "until",
                                LocalDate.now(ZoneOffset.UTC).plusYears(1).toString(),
                                "contact",
                                "data@" + account.agency() + ".example"))
                .get("id")
                .asText();
        as("steward", view.dataset().agency()).post("/requests/" + request + "/approve", Map.of());
        operator().post("/requests/" + request + "/approve", Map.of());
        return activeGrant(view, account);
    }

    /** The id of the account's active grant on the view; empty text if there is none. */
    public String activeGrant(ViewId view, AccountId account) {
        for (var grant : operator().get("/grants")) {
            if (grant.path("view").asText().equals(view.toString())
                    && grant.path("account").asText().equals(account.toString())
                    && grant.path("state").asText().equals("active")) {
                return grant.get("id").asText();
            }
        }
        return "";
    }

    public JsonNode revoke(String grant, AgencyId owner, String reason) {
        return as("steward", owner).post("/grants/" + grant + "/revoke", Map.of("reason", reason));
    }

    private static String path(DatasetId id) {
        return id.agency() + "/" + id.slug();
    }

    private static String path(ViewId id) {
        return path(id.dataset()) + "/" + id.slug();
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("Avro writes JSON", e);
        }
    }
}
