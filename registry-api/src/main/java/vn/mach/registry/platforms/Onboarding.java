package vn.mach.registry.platforms;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.mach.connection.Secret;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.registry.accounts.Accounts;
import vn.mach.registry.agents.Agent;
import vn.mach.registry.agents.Agents;
import vn.mach.registry.datasets.Dataset;
import vn.mach.registry.datasets.Datasets;
import vn.mach.registry.datasets.NewDataset;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;
import vn.mach.registry.views.NewView;
import vn.mach.registry.views.Views;

/**
 * "LGSP as a service": all an agency needs to begin, in one call. Each step is an act of its own; after a failure or a
 * crash the same call again does what is missing.
 */
public final class Onboarding {
    private static final String ACCOUNT = "steward";
    private static final String AGENT = "capture";

    private final Platforms platforms;
    private final Datasets datasets;
    private final Views views;
    private final Accounts accounts;
    private final Agents agents;
    private final SampleSink samples;
    private final AgentYaml configurations;

    public Onboarding(
            Platforms platforms,
            Datasets datasets,
            Views views,
            Accounts accounts,
            Agents agents,
            SampleSink samples,
            AgentYaml configurations) {
        this.platforms = platforms;
        this.datasets = datasets;
        this.views = views;
        this.accounts = accounts;
        this.agents = agents;
        this.samples = samples;
        this.configurations = configurations;
    }

    public Routes routes(Convergence convergence) {
        return new OnboardingRoutes(this, platforms, convergence);
    }

    /**
     * What the call made.
     *
     * @param accountSecret null when the account was there before: a rotation gives another
     * @param agentSecret likewise, and for a platform without an agent
     * @param ready Kafka is as the database says
     */
    record Made(
            boolean isNew,
            AccountId account,
            @Nullable Secret accountSecret,
            @Nullable AgentId agent,
            @Nullable Secret agentSecret,
            boolean ready) {}

    Made make(Caller operator, NewPlatform wanted, Convergence convergence) {
        var agency = wanted.id();
        if (wanted.kind() == Platform.Kind.TRIAL) {
            known(SampleDataset.id(agency)).ifPresent(Onboarding::requireSample);
        }
        boolean isNew = platforms.provision(operator, wanted);
        var caller = operator.settingUp(agency);
        var account = new AccountId(agency, ACCOUNT);
        if (wanted.kind() != Platform.Kind.TRIAL) {
            var secret = unlessKnown("account-exists", () -> accounts.create(caller, account));
            return new Made(isNew, account, secret.orElse(null), null, null, convergence.settle());
        }
        var dataset = sample(caller, agency);
        var agent = new AgentId(agency, AGENT);
        boolean finished = platforms.get(operator, agency).samplePublished();
        var accountSecret = unlessKnown("account-exists", () -> accounts.create(caller, account))
                .orElse(null);
        var agentSecret = unlessKnown("agent-exists", () -> agents.create(caller, agent, List.of(dataset.id())))
                .orElse(null);
        if (finished) {
            return new Made(isNew, account, accountSecret, agent, agentSecret, convergence.settle());
        }
        // Of an earlier call that did not come to its end, nobody has the secrets.
        accountSecret = Objects.requireNonNullElseGet(accountSecret, () -> accounts.rotate(caller, account));
        agentSecret = Objects.requireNonNullElseGet(agentSecret, () -> agents.rotate(caller, agent));
        boolean ready = convergence.settle();
        samples.publish(agent, agentSecret, dataset, SampleDataset.rows(agency));
        platforms.samplePublished(agency);
        return new Made(isNew, account, accountSecret, agent, agentSecret, ready);
    }

    private Dataset sample(Caller caller, AgencyId agency) {
        var wanted = Json.parse(SampleDataset.definition(agency).toString(), NewDataset.class);
        var dataset = unlessKnown("dataset-exists", () -> datasets.define(caller, agency, wanted))
                .or(() -> known(SampleDataset.id(agency)))
                .orElseThrow();
        var view = Json.parse(SampleDataset.viewDefinition().toString(), NewView.class);
        var unused = unlessKnown("view-exists", () -> views.define(caller, dataset.id(), view));
        return dataset;
    }

    private Optional<Dataset> known(DatasetId id) {
        try {
            return Optional.of(datasets.get(id));
        } catch (Refusal.NotFound e) {
            return Optional.empty();
        }
    }

    /** Generated rows never go where real ones are. */
    private static void requireSample(Dataset dataset) {
        if (!dataset.legalBasis().equals(SampleDataset.LEGAL_BASIS)
                || !dataset.contract().row().equals(SampleDataset.row(dataset.owner()))) {
            throw new Refusal.Conflict(
                    "dataset-exists",
                    "dataset '" + dataset.id() + "' is not the sample of a trial, which has this name: the agency has"
                            + " begun already, make its platform 'own' or 'hosted'");
        }
    }

    private static <T> Optional<T> unlessKnown(String known, Supplier<T> act) {
        try {
            return Optional.of(act.get());
        } catch (Refusal.Conflict e) {
            if (e.code().equals(known)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The configuration of the agency's agent; of the first by name where there are several and none is named. */
    String configuration(Caller caller, AgencyId agency, @Nullable String name) {
        platforms.get(caller, agency);
        return agents.of(caller, agency).stream()
                .filter(agent -> name == null || agent.id().name().equals(name))
                .filter(agent -> !agent.datasets().isEmpty())
                .findFirst()
                .map((Agent agent) -> configurations.of(agent))
                .orElseThrow(() -> new Refusal.NotFound("agent with a dataset of agency", agency));
    }
}
