package vn.mach.registry.agencies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.mach.registry.http.Refusal;

class OfficialCodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"G01", "H49", "H49.12.3", "01", "A2345678901234567890123456789012345"})
    void a_code_is_groups_of_digits_and_capitals(String code) {
        assertThat(OfficialCode.require(code)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "h49", "H49.", ".H49", "H49..1", "H49-1", "Đ49", "A23456789012345678901234567890123456"})
    void anything_else_is_refused(String code) {
        assertThatThrownBy(() -> OfficialCode.require(code)).isInstanceOf(Refusal.Invalid.class);
    }

    @Test
    void the_older_form_is_an_alias_and_no_code() {
        assertThat(OfficialCode.requireAlias("000.00.00.H49")).isEqualTo("000.00.00.H49");
        assertThatThrownBy(() -> OfficialCode.require("000.00.00.H49")).hasMessageContaining("begins with H49");
        assertThatThrownBy(() -> OfficialCode.requireAlias("H49")).hasMessageContaining("000.00.00.H49");
    }
}
