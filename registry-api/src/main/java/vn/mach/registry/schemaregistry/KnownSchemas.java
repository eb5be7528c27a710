package vn.mach.registry.schemaregistry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jdbi.v3.core.Handle;
import vn.mach.connection.Secret;
import vn.mach.naming.AccountId;
import vn.mach.naming.Topics;
import vn.mach.naming.ViewId;
import vn.mach.registry.accounts.Accounts;
import vn.mach.registry.db.Database;
import vn.mach.registry.grants.Grants;
import vn.mach.registry.http.Routes;
import vn.mach.registry.platforms.Platforms;

/** The subjects this registry registered and their ids; shown to an account for the views it may read now, and no others. */
public final class KnownSchemas {
    private final Database database;
    private final Accounts accounts;
    private final Grants grants;
    private final Platforms platforms;
    private final KnownSchemaStore store = new KnownSchemaStore();

    public KnownSchemas(Database database, Accounts accounts, Grants grants, Platforms platforms) {
        this.database = database;
        this.accounts = accounts;
        this.grants = grants;
        this.platforms = platforms;
    }

    public Routes routes() {
        return new SchemaRoutes(this);
    }

    /** Remembers what a registration answered; the same answer again changes nothing. */
    public void remember(String subject, int id, Schema schema) {
        database.run(tx -> {
            var versions = store.of(tx, subject);
            var text = schema.toString();
            var last = versions.isEmpty() ? null : versions.get(versions.size() - 1);
            if (last == null || last.id() != id || !last.schema().equals(text)) {
                store.append(tx, subject, id, text);
            }
        });
    }

    /** The newest schema text of every subject. */
    public Map<String, String> latest(Handle tx) {
        return store.latest(tx).stream().collect(Collectors.toMap(KnownSchema::subject, KnownSchema::schema));
    }

    Optional<AccountId> authenticate(String user, Secret secret) {
        return accounts.authenticate(user, secret);
    }

    /** The subjects the account may see now. */
    Set<String> subjects(AccountId account) {
        return database.read(tx -> subjects(tx, account));
    }

    /** The versions of a subject; empty when the account may not see it. */
    List<KnownSchema> versions(AccountId account, String subject) {
        return database.read(tx -> subjects(tx, account).contains(subject) ? store.of(tx, subject) : List.of());
    }

    /** Where an id stands among the subjects the account may see. */
    List<KnownSchema> withId(AccountId account, int id) {
        return database.read(tx -> {
            var visible = subjects(tx, account);
            return store.withId(tx, id).stream()
                    .filter(known -> visible.contains(known.subject()))
                    .toList();
        });
    }

    private Set<String> subjects(Handle tx, AccountId account) {
        if (platforms.barredFromReading(tx).contains(account.agency())) {
            return Set.of();
        }
        return grants.activeViews(tx, account).stream()
                .map(ViewId::topic)
                .flatMap(topic -> Stream.of(Topics.keySubject(topic), Topics.valueSubject(topic)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
