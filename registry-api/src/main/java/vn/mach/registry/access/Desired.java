package vn.mach.registry.access;

import java.util.List;
import java.util.Map;
import vn.mach.registry.accounts.Account;
import vn.mach.registry.agents.Agent;
import vn.mach.registry.datasets.Dataset;
import vn.mach.registry.views.View;
import vn.mach.view.Gate;

/** What the database says Kafka should be, read in one transaction. */
record Desired(
        List<Dataset> datasets,
        List<View> views,
        List<Account> accounts,
        List<Agent> agents,
        Map<String, String> knownSchemas) {
    /** The views that are read, or will be. */
    List<View> living() {
        return views.stream()
                .filter(view -> view.definition().gate() != Gate.RETIRED)
                .toList();
    }

    /** Those whose rows are to be deleted, and then their topics. */
    List<View> retired() {
        return views.stream()
                .filter(view -> view.definition().gate() == Gate.RETIRED)
                .toList();
    }
}
