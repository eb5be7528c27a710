package vn.mach.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UtcTimeTest {
    /** From year 0 to 9999, in microseconds. */
    private static final long FIRST = -62_167_219_200_000_000L;

    private static final long LAST = 253_402_300_799_999_999L;

    @Property(tries = 500)
    void a_time_of_any_four_digit_year_is_what_java_reads(@ForAll @LongRange(min = FIRST, max = LAST) long micros) {
        var time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        var text = time.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);

        assertThat(OffsetDateTime.parse(text)).isEqualTo(time);
        assertThat(UtcTime.isPlain(text)).isTrue();
        assertThat(UtcTime.micros(text)).isEqualTo(micros);
    }

    @Test
    void digits_of_a_second_may_be_few_or_none() {
        assertThat(UtcTime.micros("2025-07-01T00:00:01Z")).isEqualTo(1_751_328_001_000_000L);
        assertThat(UtcTime.micros("2025-07-01T00:00:01.5Z")).isEqualTo(1_751_328_001_500_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2025-07-01T00:00Z",
                "2025-07-01T07:00:00+07:00",
                "2025-07-01T00:00:01.Z",
                "2025-07-01T00:00:01.1234567Z",
                "2025-07-01T00:00:01,5Z",
                "2025-07-01T24:00:00Z",
                "2025-07-01T00:60:00Z",
                "2025-07-01T00:00:60Z",
                "+12025-07-01T00:00:00Z",
                "-2025-07-01T00:00:00Z",
                "2025-07-01 00:00:00Z",
                "2025-07-0٣T00:00:00Z"
            })
    void any_other_form_is_left_to_java(String text) {
        assertThat(UtcTime.isPlain(text)).isFalse();
    }

    @Test
    void a_day_that_no_month_has_is_no_time() {
        assertThatThrownBy(() -> UtcTime.micros("2025-02-29T00:00:00Z")).isInstanceOf(DateTimeException.class);
    }
}
