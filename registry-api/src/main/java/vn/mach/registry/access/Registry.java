package vn.mach.registry.access;

import org.jdbi.v3.core.Handle;
import vn.mach.registry.accounts.Accounts;
import vn.mach.registry.agencies.Agencies;
import vn.mach.registry.agents.Agents;
import vn.mach.registry.datasets.Datasets;
import vn.mach.registry.grants.Grants;
import vn.mach.registry.platforms.Platforms;
import vn.mach.registry.schemaregistry.KnownSchemas;
import vn.mach.registry.views.Views;

/** The features whose state the reconciler carries to Kafka. */
public record Registry(
        Agencies agencies,
        Platforms platforms,
        Datasets datasets,
        Views views,
        Accounts accounts,
        Agents agents,
        Grants grants,
        KnownSchemas schemas) {

    Desired desired(Handle tx) {
        return new Desired(datasets.all(tx), views.all(tx), accounts.all(tx), agents.all(tx), schemas.latest(tx));
    }
}
