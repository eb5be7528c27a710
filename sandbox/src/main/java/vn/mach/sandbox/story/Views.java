package vn.mach.sandbox.story;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.subscriber.Subscriber;

/** The story's two views and the account that reads them. */
public final class Views {
    public static final AgencyId HANOI = AgencyId.of("hanoi");
    public static final AccountId READER = new AccountId(HANOI, "reader");
    public static final ViewId UNITS = ViewId.of(Gso.UNITS, "whole");
    static final String UNITS_SELECT =
            "SELECT code, name, kind, level, parent_code, province_code FROM administrative_unit";
    static final String RESIDENTS_WHERE = "province_code = '" + Moj.HANOI + "'";
    static final String RESIDENTS_SELECT =
            "SELECT person_id, id_number, full_name, birth_date, province_code FROM person WHERE " + RESIDENTS_WHERE;

    private final Sandbox sandbox;
    private final Registry registry;

    public Views(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.registry = new Registry(sandbox);
    }

    /** Every column, for everybody who asks: shared. */
    void defineUnits() {
        var columns = List.of("code", "name", "kind", "level", "parent_code", "province_code").stream()
                .map(column -> Map.of("column", column, "rule", "keep"))
                .toList();
        registry.view(UNITS, Map.of("condition", "", "columns", columns));
    }

    /**
     * The residents of Hà Nội for Hà Nội alone: sealed. A gate that a revocation closed stays closed, so an earlier
     * story's view is left behind and the next one is defined.
     */
    ViewId defineResidents() {
        for (int i = 1; ; i++) {
            var id = ViewId.of(Moj.PERSON, i == 1 ? "hanoi-residents" : "hanoi-residents-" + i);
            var view = registry.view(
                    id,
                    Map.of(
                            "condition", RESIDENTS_WHERE,
                            "columns",
                                    List.of(
                                            Map.of("column", "person_id", "rule", "keep"),
                                            Map.of("column", "id_number", "rule", "pseudonym"),
                                            Map.of("column", "full_name", "rule", "keep"),
                                            Map.of("column", "birth_date", "rule", "keep"),
                                            Map.of("column", "province_code", "rule", "keep"),
                                            Map.of("column", "phone", "rule", "withhold")),
                            "subscriber", HANOI.slug()));
            if (!wasRevoked(id)) {
                return id;
            }
            sandbox.out().println("   (" + view.path("view").asText() + " was revoked by an earlier story)");
        }
    }

    private boolean wasRevoked(ViewId view) {
        for (var grant : registry.operator().get("/grants")) {
            if (grant.path("view").asText().equals(view.toString())
                    && !grant.path("state").asText().equals("active")) {
                return true;
            }
        }
        return false;
    }

    /** Reads as another agency would: with the account's secret, through the guarded schema endpoint. */
    public Subscriber subscribe(ViewId view, Secret secret, String group) {
        return subscribe(view, secret, group, Map.of());
    }

    /** With consumer settings of its own. */
    public Subscriber subscribe(ViewId view, Secret secret, String group, Map<String, Object> settings) {
        return Subscriber.of(
                view, sandbox.kafkaAs(READER.user(), secret), schemas(secret), HANOI.groupPrefix() + group, settings);
    }

    /** The registry's guarded schema endpoint, as the account. */
    public SchemaRegistryConnection schemas(Secret secret) {
        return new SchemaRegistryConnection(sandbox.api() + "/schema-registry", READER.user(), secret);
    }

    /** What a row of {@link #RESIDENTS_SELECT} must look like in the view. */
    Comparison.AsShown residentsShown(ViewId view) {
        var pseudonyms = new Pseudonyms(sandbox.secret("pseudonym"), view, HANOI, 1);
        return row -> {
            var shown = new HashMap<>(row);
            shown.computeIfPresent("id_number", (column, value) -> pseudonyms.of(value));
            return shown;
        };
    }
}
