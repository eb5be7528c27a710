package vn.mach.registry.accounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.connection.Secret;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.registry.agencies.Agencies;
import vn.mach.registry.agencies.Quotas;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.db.Database;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Page;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;
import vn.mach.registry.kafka.CredentialWriter;
import vn.mach.registry.kafka.KafkaFailure;

/** Gives an agency Kafka users. A secret is shown once and kept only as a verifier; a lost one is replaced. */
public final class Accounts {
    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

    private final Database database;
    private final AuditLog audit;
    private final Agencies agencies;
    private final CredentialWriter credentials;
    private final Clock clock;
    private final RecentlyVerified verified;
    private final AccountStore store = new AccountStore();

    public Accounts(Database database, AuditLog audit, Agencies agencies, CredentialWriter credentials, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.agencies = agencies;
        this.credentials = credentials;
        this.clock = clock;
        this.verified = new RecentlyVerified(clock);
    }

    public Routes routes(Convergence convergence) {
        return new AccountRoutes(this, convergence);
    }

    /** The new account's secret. */
    public synchronized Secret create(Caller caller, AccountId id) {
        requireOwn(caller, id.agency());
        var secret = credentials.newSecret();
        var verifier = SecretVerifier.of(secret);
        database.run(tx -> {
            agencies.requireOpen(tx, id.agency());
            agencies.requireRoom(tx, id.agency(), Quotas.Kind.ACCOUNTS, it -> store.of(it, id.agency())
                    .size());
            requireNew(store.find(tx, id).isEmpty(), id);
        });
        credentials.requireUnused(id.user());
        database.run(tx -> {
            requireNew(store.insertPending(tx, id, verifier, now()), id);
            audit.record(tx, caller, "account.create", id, Map.of());
        });
        handOver(id, ScramMechanism.SCRAM_SHA_512, secret, verifier);
        return secret;
    }

    private static void requireNew(boolean isNew, AccountId id) {
        if (!isNew) {
            throw new Refusal.Conflict("account-exists", "account '" + id + "' exists; rotate it for a new secret");
        }
    }

    /** A new secret; the old one no longer logs in. */
    public Secret rotate(Caller caller, AccountId id) {
        return rotate(caller, id, null).secret();
    }

    /**
     * A new secret. With an overlap it is for the other mechanism, and the one before is good until the overlap ends.
     */
    synchronized Rotated rotate(Caller caller, AccountId id, @Nullable Duration overlap) {
        requireOwn(caller, id.agency());
        var secret = credentials.newSecret();
        var verifier = SecretVerifier.of(secret);
        var before = database.read(tx -> require(tx, id));
        requireEnabled(before);
        var next = NextSecret.after(before, overlap == null ? null : now().plus(overlap));
        if (next.until() != null) {
            credentials.requireOffered(next.mechanism());
        }
        database.run(tx -> {
            store.rotate(tx, id, next, verifier, now());
            audit.record(
                    tx,
                    caller,
                    "account.rotate",
                    id,
                    next.until() == null
                            ? Map.of()
                            : Map.of("previousUntil", next.until().toString()));
        });
        handOver(id, next.mechanism(), secret, verifier);
        endOver(id);
        return new Rotated(secret, next.mechanism(), next.until());
    }

    /** The row is pending until Kafka has the secret: a crash in between leaves an account that can be rotated. */
    private void handOver(AccountId id, ScramMechanism mechanism, Secret secret, String verifier) {
        credentials.write(id.user(), mechanism, secret);
        database.run(tx -> store.makeReady(tx, id, verifier));
    }

    /** At once where that can be; the reconciler tries again. */
    private void endOver(AccountId id) {
        try {
            var unused = removeOver(id);
        } catch (KafkaFailure e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("an old secret is not deleted yet");
        }
    }

    /** Deletes the secrets that have had their time; answers for which mechanisms. Throws {@link KafkaFailure}. */
    public synchronized Set<ScramMechanism> removeOver(AccountId id) {
        var over = database.read(tx -> require(tx, id)).over(now());
        if (!over.isEmpty()) {
            over.forEach(mechanism -> credentials.delete(id.user(), mechanism));
            database.run(tx -> store.removed(tx, id, over));
        }
        return over;
    }

    /** Its grants stay and give nothing, and nobody logs in as it; true in Kafka once the reconciler has followed. */
    synchronized Account disable(Caller caller, AccountId id, String reason) {
        var by = responsible(caller, id);
        return database.write(tx -> {
            var account = require(tx, id);
            if (account.disabledBy() != null && account.disabledBy().compareTo(by) >= 0) {
                return account;
            }
            store.disable(tx, id, by);
            audit.record(tx, caller, "account.disable", id, Map.of("reason", reason));
            return require(tx, id);
        });
    }

    /** Its grants give access again; it has no secret until it is rotated. */
    synchronized Account enable(Caller caller, AccountId id) {
        var by = responsible(caller, id);
        return database.write(tx -> {
            var account = require(tx, id);
            if (account.enabled()) {
                return account;
            }
            if (by == Account.Disabler.AGENCY && account.disabledBy() == Account.Disabler.OPERATOR) {
                throw new Refusal.Forbidden(
                        "disabled-by-operator",
                        "account '" + id + "' was disabled by an operator, who alone enables it");
            }
            store.enable(tx, id);
            audit.record(tx, caller, "account.enable", id, Map.of());
            return require(tx, id);
        });
    }

    private static Account.Disabler responsible(Caller caller, AccountId id) {
        if (caller.is(Role.OPERATOR)) {
            return Account.Disabler.OPERATOR;
        }
        requireOwn(caller, id.agency());
        return Account.Disabler.AGENCY;
    }

    Account setQuota(Caller caller, AccountId id, Quota quota) {
        caller.requireAny(Role.OPERATOR);
        return database.write(tx -> {
            require(tx, id);
            store.setQuota(tx, id, quota);
            audit.record(tx, caller, "account.quota", id, Map.copyOf(quota.settings()));
            return require(tx, id);
        });
    }

    private static void requireEnabled(Account account) {
        if (!account.enabled()) {
            throw new Refusal.Conflict(
                    "account-disabled", "account '" + account.id() + "' is disabled: enable it, then rotate it");
        }
    }

    Page.Found<Account> of(Caller caller, AgencyId agency, Page page) {
        if (!caller.sees(agency)) {
            throw new Refusal.NotFound("agency", agency);
        }
        return page.found(database.read(tx -> store.of(tx, agency, page)), Account::id);
    }

    public List<Account> all(Handle tx) {
        return store.all(tx);
    }

    /** The account, or the refusal that it does not exist. */
    public Account require(Handle tx, AccountId id) {
        return store.find(tx, id).orElseThrow(() -> new Refusal.NotFound("account", id));
    }

    /** The account behind a user name and its secret; empty, after the same time, for any other pair. Throws {@link vn.mach.naming.IllegalName}. */
    public Optional<AccountId> authenticate(String user, Secret secret) {
        var id = AccountId.parse(user);
        var now = now();
        var verifiers = database.read(tx -> store.verifiers(tx, id, now));
        boolean right = false;
        for (var verifier : verifiers.isEmpty() ? List.of(SecretVerifier.OF_NOBODY) : verifiers) {
            right |= !right && verified.matches(verifier, secret, () -> database.run(tx -> store.used(tx, id, now)));
        }
        return right && !verifiers.isEmpty() ? Optional.of(id) : Optional.empty();
    }

    private static void requireOwn(Caller caller, AgencyId agency) {
        caller.requireOf(agency, "agency", agency);
        caller.requireAny(Role.MEMBER, Role.STEWARD);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
