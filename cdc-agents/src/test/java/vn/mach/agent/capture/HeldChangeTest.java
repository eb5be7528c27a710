package vn.mach.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debezium.data.Enum;
import io.debezium.data.Json;
import io.debezium.data.Uuid;
import io.debezium.data.VariableScaleDecimal;
import io.debezium.data.geometry.Point;
import io.debezium.time.Date;
import io.debezium.time.MicroTimestamp;
import io.debezium.time.ZonedTimestamp;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import vn.mach.change.Position;

/** A change that waits has, when it is read again, everything that it is mapped from. */
class HeldChangeTest {
    private static final Schema SOURCE = SchemaBuilder.struct()
            .name("io.debezium.connector.postgresql.Source")
            .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
            .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
            .build();

    /** A type that Debezium gives, and how to make a value of it. */
    private record Kind(SchemaBuilder type, Function<Random, Object> value) {}

    private static List<Kind> kinds() {
        return List.of(
                new Kind(SchemaBuilder.int8(), random -> (byte) random.nextInt()),
                new Kind(SchemaBuilder.int16(), random -> (short) random.nextInt()),
                new Kind(SchemaBuilder.int32(), Random::nextInt),
                new Kind(Date.builder(), Random::nextInt),
                new Kind(SchemaBuilder.int64(), Random::nextLong),
                new Kind(MicroTimestamp.builder(), random -> Long.MIN_VALUE + random.nextInt(9)),
                new Kind(SchemaBuilder.float32(), random -> Float.intBitsToFloat(random.nextInt())),
                new Kind(
                        SchemaBuilder.float64(),
                        random -> random.nextBoolean() ? Double.NaN : Double.longBitsToDouble(random.nextLong())),
                new Kind(SchemaBuilder.bool(), Random::nextBoolean),
                new Kind(SchemaBuilder.string(), HeldChangeTest::text),
                new Kind(ZonedTimestamp.builder(), random -> "infinity"),
                new Kind(Uuid.builder(), HeldChangeTest::text),
                new Kind(Json.builder(), HeldChangeTest::text),
                new Kind(Enum.builder(List.of("a", "b")), random -> "a"),
                new Kind(SchemaBuilder.bytes(), HeldChangeTest::bytes),
                new Kind(SchemaBuilder.bytes(), random -> ByteBuffer.wrap(bytes(random))),
                new Kind(
                        Decimal.builder(3).parameter("connect.decimal.precision", "12"),
                        random -> new BigDecimal(new BigInteger(70, random), 3)),
                new Kind(
                        VariableScaleDecimal.builder(),
                        random -> VariableScaleDecimal.fromLogical(
                                VariableScaleDecimal.builder().optional().build(),
                                new io.debezium.data.SpecialValueDecimal(
                                        new BigDecimal(new BigInteger(40, random), random.nextInt(9))))),
                new Kind(
                        Point.builder(),
                        random -> Point.createValue(Point.builder().optional().build(), random.nextDouble(), 1.5)),
                new Kind(SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA), HeldChangeTest::texts),
                new Kind(
                        SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA),
                        random -> Map.of(text(random), text(random))));
    }

    @Property(tries = 300)
    void every_value_keeps_its_type_its_name_and_itself(@ForAll long seed) {
        var random = new Random(seed);
        var kinds = kinds();
        var type = SchemaBuilder.struct().name("mach.public.t.Value");
        var taken = new ArrayList<Kind>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            var kind = kinds.get(random.nextInt(kinds.size()));
            taken.add(kind);
            type.field("Cột " + i, kind.type().optional().build());
        }
        var schema = type.build();
        var before = row(schema, taken, random);
        var after = row(schema, taken, random);
        var source = new Struct(SOURCE).put("txId", random.nextLong()).put("ts_us", null);
        var held = new HeldChange(
                new Position(random.nextInt(9), random.nextInt(9), random.nextInt(9)),
                "unavailable-" + random.nextInt(),
                new SourceChange("u", random.nextBoolean() ? after : null, before, after, source));

        var read = HeldChange.of(held.toBytes());

        assertThat(read.position()).isEqualTo(held.position());
        assertThat(read.unavailable()).isEqualTo(held.unavailable());
        assertThat(read.change().operation()).isEqualTo("u");
        assertSame(read.change().source(), source);
        assertSame(read.change().before(), before);
        assertSame(read.change().after(), after);
        assertSame(read.change().key(), held.change().key());
    }

    @Test
    void the_columns_are_described_once() {
        var type = SchemaBuilder.struct().name("mach.public.t.Value");
        for (int i = 0; i < 20; i++) {
            type.field("a_column_with_a_long_name_" + i, Schema.OPTIONAL_STRING_SCHEMA);
        }
        var row = new Struct(type.build()).put("a_column_with_a_long_name_0", "x");
        var source = new Struct(SOURCE);

        int one = size(new SourceChange("c", null, null, row, source));
        int both = size(new SourceChange("u", null, row, row, source));

        assertThat(both - one).isLessThan(60);
    }

    @Test
    void a_truncation_has_neither_key_nor_row() {
        var source = new Struct(SOURCE).put("txId", 7L);

        var read = HeldChange.of(
                new HeldChange(new Position(1, 2, 3), "u", new SourceChange("t", null, null, null, source)).toBytes());

        assertThat(read.change().isTruncation()).isTrue();
        assertThat(read.change().source().getInt64("txId")).isEqualTo(7);
    }

    @Test
    void what_a_newer_agent_wrote_is_not_guessed() {
        assertThatThrownBy(() -> HeldChange.of(new byte[] {2, 0, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("newer agent");
    }

    private static int size(SourceChange change) {
        return new HeldChange(new Position(1, 2, 3), "u", change).toBytes().length;
    }

    private static Struct row(Schema schema, List<Kind> kinds, Random random) {
        var row = new Struct(schema);
        for (int i = 0; i < kinds.size(); i++) {
            if (random.nextInt(4) > 0) {
                row.put(schema.fields().get(i), kinds.get(i).value().apply(random));
            }
        }
        return row;
    }

    private static void assertSame(Struct read, Struct written) {
        if (written == null) {
            assertThat(read).isNull();
            return;
        }
        assertThat(describe(read.schema())).isEqualTo(describe(written.schema()));
        for (var field : written.schema().fields()) {
            var value = read.getWithoutDefault(field.name());
            var expected = written.getWithoutDefault(field.name());
            if (expected instanceof Struct nested) {
                assertSame((Struct) value, nested);
                continue;
            }
            assertThat(value).as(field.name()).isEqualTo(expected);
            assertThat(value == null ? null : value.getClass())
                    .as(field.name())
                    .matches(type -> expected == null
                            || expected instanceof List
                            || expected instanceof Map
                            || type == expected.getClass());
        }
    }

    /** All of a schema but defaults and descriptions. */
    private static String describe(Schema schema) {
        var parts = new StringBuilder()
                .append(List.of(schema.type(), schema.isOptional()))
                .append(schema.name())
                .append(schema.version())
                .append(schema.parameters() == null ? Map.of() : schema.parameters());
        switch (schema.type()) {
            case STRUCT ->
                schema.fields().forEach(field -> parts.append(field.name()).append(describe(field.schema())));
            case ARRAY -> parts.append(describe(schema.valueSchema()));
            case MAP -> parts.append(describe(schema.keySchema())).append(describe(schema.valueSchema()));
            default -> {}
        }
        return parts.toString();
    }

    private static String text(Random random) {
        return List.of("", "Nguyễn", "Nguye\u0302\u0303n", "x".repeat(70_000), "\u0000\uD83D\uDE00")
                .get(random.nextInt(5));
    }

    private static byte[] bytes(Random random) {
        var bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static List<Object> texts(Random random) {
        var texts = new ArrayList<Object>();
        texts.add(null);
        texts.add(text(random));
        return texts;
    }
}
