package vn.mach.registry.accounts;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import vn.mach.connection.Secret;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.registry.agencies.Agencies;
import vn.mach.registry.agencies.Quotas;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.db.Database;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;
import vn.mach.registry.kafka.CredentialWriter;

/** Gives an agency Kafka users. A secret is shown once and kept only as a verifier; a lost one is replaced. */
public final class Accounts {
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

    public Routes routes() {
        return new AccountRoutes(this);
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
        return handOver(id, secret, verifier);
    }

    private static void requireNew(boolean isNew, AccountId id) {
        if (!isNew) {
            throw new Refusal.Conflict("account-exists", "account '" + id + "' exists; rotate it for a new secret");
        }
    }

    /** A new secret; the old one no longer logs in. */
    public synchronized Secret rotate(Caller caller, AccountId id) {
        requireOwn(caller, id.agency());
        var secret = credentials.newSecret();
        var verifier = SecretVerifier.of(secret);
        database.run(tx -> {
            if (!store.makePending(tx, id, verifier, now())) {
                throw new Refusal.NotFound("account", id);
            }
            audit.record(tx, caller, "account.rotate", id, Map.of());
        });
        return handOver(id, secret, verifier);
    }

    /** The row is pending until Kafka has the secret: a crash in between leaves an account that can be rotated. */
    private Secret handOver(AccountId id, Secret secret, String verifier) {
        credentials.write(id.user(), secret);
        database.run(tx -> store.makeReady(tx, id, verifier));
        return secret;
    }

    List<Account> of(Caller caller, AgencyId agency) {
        if (!caller.sees(agency)) {
            throw new Refusal.NotFound("agency", agency);
        }
        return database.read(tx -> store.of(tx, agency));
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
        var verifier = database.read(tx -> store.verifier(tx, id.toString()));
        boolean right = verified.matches(verifier.orElse(SecretVerifier.OF_NOBODY), secret);
        return right && verifier.isPresent() ? Optional.of(id) : Optional.empty();
    }

    private static void requireOwn(Caller caller, AgencyId agency) {
        caller.requireOf(agency, "agency", agency);
        caller.requireAny(Role.MEMBER, Role.STEWARD);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
