package vn.mach.agent.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.HashKey;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;

class HashingTest {
    private static final String KEY = "0b".repeat(20);
    private static final String OTHER = "0c".repeat(20);

    @Test
    void a_hash_is_the_hmac_of_rfc_4231() {
        assertThat(new FieldHash(key(KEY)).apply("Hi There"))
                .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }

    @Test
    void hexadecimal_and_base64url_name_the_same_key() {
        assertThat(key("CwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCws").fingerprint())
                .isEqualTo(key("0b".repeat(29)).fingerprint());
    }

    @Test
    void equal_values_are_equal_in_every_table_and_other_fields_stay() {
        var hashing = Hashing.of(config(KEY, List.of("id"), List.of("owner")));

        var ids = hashing.of(table("public.a", "aa", List.of("id")));
        var owners = hashing.of(table("public.b", "bb", List.of("owner")));

        assertThat(ids.get("id").apply("012345678901"))
                .isEqualTo(owners.get("owner").apply("012345678901"))
                .isNotEqualTo(ids.get("id").apply("012345678902"));
        assertThat(ids).containsOnlyKeys("id");
    }

    @Test
    void rows_that_are_published_with_another_key_or_as_they_are_are_not_continued() {
        var published = Hashing.of(config(KEY, List.of("id"), List.of())).toSource();

        assertThatCode(() -> same(config(KEY, List.of("id"), List.of()), published))
                .doesNotThrowAnyException();
        refused(config(OTHER, List.of("id"), List.of()), published, "[public.a]");
        refused(config(KEY, List.of("id", "name"), List.of()), published, "[public.a]");
        refused(config(KEY, List.of("id"), List.of("owner")), published, "[public.b]");
        refused(config(null, List.of(), List.of()), published, "[public.a]");
        assertThatCode(() -> same(config(null, List.of(), List.of()), Map.of())).doesNotThrowAnyException();
    }

    @Test
    void a_table_that_is_read_again_as_a_whole_may_get_another_key() {
        var published = Hashing.of(config(KEY, List.of("id"), List.of())).toSource();

        assertThatCode(() ->
                        Hashing.of(config(OTHER, List.of("id"), List.of())).requireSame(published, Set.of("public.a")))
                .doesNotThrowAnyException();
    }

    @Test
    void what_waits_unhashed_is_sealed_for_this_agent_alone() {
        var hashing = Hashing.of(config(KEY, List.of("id"), List.of()));
        var seal = hashing.seal(table("public.a", "aa", List.of("id")));
        var plain = "012345678901".getBytes(StandardCharsets.UTF_8);

        var sealed = seal.seal(plain);

        assertThat(seal.open(sealed)).isEqualTo(plain);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("0123456789");
        assertThat(seal.seal(plain)).isNotEqualTo(sealed);
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> seal.open(sealed)).isInstanceOf(AgentFailure.Misconfigured.class);
        assertThatThrownBy(() -> new Seal(key(OTHER)).open(seal.seal(plain))).hasMessageContaining("another hash-key");
        assertThatThrownBy(() -> seal.open(new byte[3])).isInstanceOf(AgentFailure.Misconfigured.class);
        assertThat(hashing.seal(table("public.b", "bb", List.of()))).isNull();
    }

    @Test
    void what_is_stored_does_not_tell_the_key() {
        assertThat(Hashing.of(config(KEY, List.of("id"), List.of())).toSource().toString())
                .doesNotContain(KEY)
                .contains("public.a", "id");
    }

    private static void refused(AgentConfig config, Map<String, String> published, String tables) {
        assertThatThrownBy(() -> same(config, published))
                .isInstanceOf(AgentFailure.Misconfigured.class)
                .hasMessageContaining(tables)
                .hasMessageContaining("resync");
    }

    private static void same(AgentConfig config, Map<String, String> published) {
        Hashing.of(config).requireSame(published, Set.of());
    }

    private static HashKey key(String text) {
        return new HashKey(new Secret(text));
    }

    private static TableConfig table(String table, String dataset, List<String> hash) {
        return new TableConfig(table, dataset, null, hash);
    }

    private static AgentConfig config(@Nullable String key, List<String> inA, List<String> inB) {
        var database =
                new DatabaseConfig("127.0.0.1", 5432, "civil", "mach_agent", new Secret("secret"), "slot", "mach");
        return new AgentConfig(
                "moj.civil",
                new KafkaConnection("127.0.0.1:1", null, null),
                SchemaRegistryConnection.of("mock://hashing"),
                database,
                List.of(table("public.a", "aa", inA), table("public.b", "bb", inB)),
                null,
                key == null ? null : key(key));
    }
}
