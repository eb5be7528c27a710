package vn.mach.sandbox.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A search that finds nothing proves nothing: each value is found in each form. */
class MarkerTest {
    private final Random random = new Random(7);

    @Test
    void a_text_is_found_anywhere() {
        var marker = Marker.text("column", random);

        assertThat(marker.isIn("x" + marker.value(7) + "y")).isTrue();
        assertThat(marker.isIn(marker.value(7).substring(1))).isFalse();
    }

    @Test
    void a_number_is_found_as_avro_has_it_and_as_it_is_printed() {
        var marker = Marker.decimal("column", random);
        var value = new BigDecimal(marker.decimalValue(12_345));

        assertThat(marker.isIn(value.unscaledValue().toByteArray())).isTrue();
        assertThat(marker.isIn("fine=" + value)).isTrue();
        assertThat(marker.isIn(Marker.decimal("another", random).decimalValue(1)))
                .isFalse();
    }

    @Test
    void bytes_are_found_as_they_are_and_as_postgresql_prints_them() {
        var marker = Marker.bytes("column", random);
        var printed = marker.byteValue(3);

        assertThat(marker.isIn(HexFormat.of().parseHex(printed.substring(2)))).isTrue();
        assertThat(marker.isIn(printed)).isTrue();
    }
}
