package vn.mach.registry.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import vn.mach.registry.json.Json;

/** The commands of an operator. Exit codes: 0 done, 1 refused, 2 wrong usage or a registry that does not answer. */
@Command(
        name = "mach",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Asks the registry, and acts on it.")
final class Mach {
    private static final String SANDBOX = "http://127.0.0.1:18080";

    private final Map<String, String> environment;
    private final PrintStream out;

    @Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(
            names = "--api",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "Where the registry is; else MACH_API, else " + SANDBOX + ".")
    private @Nullable String api;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            scope = ScopeType.INHERIT,
            description = "Who you are; better in MACH_TOKEN, where no process list shows it.")
    private @Nullable String token;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print what the API answers.")
    private boolean json;

    Mach(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    Api api() {
        var base = api == null ? environment.getOrDefault("MACH_API", SANDBOX) : api;
        return new Api(base, token());
    }

    @Nullable
    String token() {
        var given = token == null ? environment.get("MACH_TOKEN") : token;
        return given == null || given.isBlank() ? null : given.strip();
    }

    void print(JsonNode answer, List<String> lines) {
        if (json) {
            out.println(answer.toPrettyString());
        } else {
            lines.forEach(out::println);
        }
    }

    PrintStream out() {
        return out;
    }

    @Command(description = "Lists agencies.")
    void agencies(
            @Option(names = "--level", description = "ministry, province or other") @Nullable String level,
            @Option(names = "--code", description = "Who has an official code") @Nullable String code) {
        var query = new HashMap<String, @Nullable String>();
        query.put("level", level);
        query.put("code", code);
        list(api().get("/agencies", query), "slug", "level", "name");
    }

    @Command(description = "Lists datasets, or shows one.")
    void datasets(@Parameters(arity = "0..1", paramLabel = "AGENCY.DATASET") @Nullable String id) {
        listOrOne("/datasets", id == null ? null : id.replace('.', '/'), "dataset", "version", "steward", "legalBasis");
    }

    @Command(description = "Lists views, or shows one.")
    void views(@Parameters(arity = "0..1", paramLabel = "AGENCY.DATASET.VIEW") @Nullable String id) {
        listOrOne(
                "/views",
                id == null ? null : id.replace('.', '/'),
                "view",
                "sharing",
                "state",
                "audience",
                "condition");
    }

    @Command(description = "Lists requests, or shows one.")
    void requests(@Parameters(arity = "0..1", paramLabel = "ID") @Nullable String id) {
        listOrOne("/requests", id, "id", "state", "view", "account", "until", "due", "escalated");
    }

    @Command(description = "Lists grants, or shows one.")
    void grants(@Parameters(arity = "0..1", paramLabel = "ID") @Nullable String id) {
        listOrOne("/grants", id, "id", "state", "view", "account", "until");
    }

    @Command(description = "Approves a request, as its owner's steward or as an operator.")
    void approve(@Parameters(paramLabel = "REQUEST") String id) {
        one(api().post("/requests/" + Api.part(id) + "/approve", Json.MAPPER.createObjectNode()));
    }

    @Command(description = "Rejects a request.")
    void reject(
            @Parameters(paramLabel = "REQUEST") String id,
            @Parameters(paramLabel = "REASON", description = "Its author is told it.") String reason) {
        one(api().post("/requests/" + Api.part(id) + "/reject", because(reason)));
    }

    @Command(description = "Revokes a grant: after the answer nothing more can be read under it.")
    void revoke(
            @Parameters(paramLabel = "GRANT") String id,
            @Parameters(paramLabel = "REASON", description = "Its subscriber is told it.") String reason) {
        one(api().post("/grants/" + Api.part(id) + "/revoke", because(reason)));
    }

    @Command(description = "Shows what in Kafka nobody declared.")
    void drift() {
        list(api().get("/access/drift", Map.of()), "kind", "subject", "detail", "since");
    }

    @Command(description = "Counts transactions.")
    void statistics(
            @Option(names = "--of", description = "all, grant, view, provider, subscriber or pair") @Nullable String of,
            @Option(names = "--by", description = "hour, day, month, year or all") @Nullable String by,
            @Option(names = "--from", description = "A date; else 30 days ago") @Nullable String from,
            @Option(names = "--to", description = "A date, included; else now") @Nullable String to) {
        var query = new HashMap<String, @Nullable String>();
        query.put("of", of);
        query.put("by", by);
        query.put("from", from);
        query.put("to", to);
        list(api().get("/statistics/transactions", query), "of", "since", "transactions", "yearBefore");
    }

    @Command(description = "Prints what makes a shell complete these commands: source <(mach completion)")
    void completion() {
        var root = Objects.requireNonNull(spec).commandLine();
        out.println(AutoComplete.bash("mach", root));
    }

    private static JsonNode because(String reason) {
        return Json.MAPPER.createObjectNode().put("reason", reason);
    }

    private void listOrOne(String path, @Nullable String id, String... columns) {
        if (id == null) {
            list(api().get(path, Map.of()), columns);
        } else {
            one(api().get(path + "/" + Api.part(id).replace("%2F", "/"), Map.of()));
        }
    }

    private void list(JsonNode answer, String... columns) {
        print(answer, Table.of(answer, List.of(columns)));
    }

    private void one(JsonNode answer) {
        print(answer, Table.of(answer));
    }
}
