package vn.mach.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.mach.connection.Secret;

class DatabaseServersTest {
    @Test
    void host_may_name_several_servers_each_with_a_port_of_its_own() {
        assertThat(config("db1, db2:5433,[::1]:6000").servers())
                .extracting(DatabaseConfig::place)
                .containsExactly("db1:5432/civil", "db2:5433/civil", "[::1]:6000/civil");
    }

    @ParameterizedTest
    @ValueSource(strings = {"db1,", "db1 db2", "db1:port", "db1:1:2"})
    void what_is_no_server_is_refused_with_what_is(String host) {
        assertThatThrownBy(() -> config(host))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host or host:port");
    }

    private static DatabaseConfig config(String host) {
        return new DatabaseConfig(host, 5432, "civil", "mach_agent", new Secret("secret"), "slot", "mach");
    }
}
