package vn.mach.sandbox.proof;

import java.util.List;
import java.util.Map;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.registry.RegistryClient;
import vn.mach.sandbox.story.Views;

/** What the registry's API tells a member of the subscriber's agency, and its steward who owns nothing of this, and refuses them. */
final class ForeignAnswers {
    private static final String REFUSED = "the registry's API: what is not theirs";
    private static final String DATASET = "/datasets/mpi/inspection";

    private final Registry registry;
    private final Findings findings;

    ForeignAnswers(Registry registry, Findings findings) {
        this.registry = registry;
        this.findings = findings;
    }

    void tryAll(List<ViewId> own, ViewId others) {
        for (var role : List.of("member", "steward")) {
            var person = registry.as(role, Views.HANOI);
            for (var path : List.of(
                    "/agencies",
                    "/datasets",
                    DATASET,
                    "/views",
                    "/requests",
                    "/grants",
                    "/agents",
                    "/gaps",
                    "/agents/mpi.inspector")) {
                findings.silent("the registry's API: what it answers", path, () -> person.get(path));
            }
            own.forEach(view -> findings.silent(
                    "the registry's API: what it answers", view.toString(), () -> person.get(path(view))));
            tryForeign(person, others);
        }
    }

    private void tryForeign(RegistryClient person, ViewId others) {
        for (var path :
                List.of(path(others), "/audit", "/access/plan", "/agencies/mpi/accounts", "/agencies/mpi/agents")) {
            findings.refused(REFUSED, path, () -> person.get(path));
        }
        var keep = List.of(Map.of("column", "title", "rule", "keep"));
        findings.refused(
                REFUSED,
                "define a view of it",
                () -> person.post(
                        DATASET + "/views", Map.of("slug", "mine", "condition", "no_such = 1", "columns", keep)));
        findings.refused(
                REFUSED,
                "redefine another's view",
                () -> person.put(path(others), Map.of("condition", "", "columns", keep)));
        findings.refused(REFUSED, "retire another's view", () -> person.post(path(others) + "/retire", Map.of()));
        findings.refused(REFUSED, "ask for another's sealed view", () -> person.post("/requests", request(others)));
    }

    private static Map<String, String> request(ViewId view) {
        return Map.of(
                "view",
                view.toString(),
                "account",
                Views.READER.toString(),
                "purpose",
                "proof",
                "legalBasis",
                "Decree 278/2025",
                "until",
                "2099-01-01",
                "contact",
                "data@hanoi.example");
    }

    private static String path(ViewId view) {
        return "/views/" + view.dataset().agency() + "/" + view.dataset().slug() + "/" + view.slug();
    }
}
