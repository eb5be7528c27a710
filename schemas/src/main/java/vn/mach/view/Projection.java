package vn.mach.view;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Contract;

/** One visible column: where it stands in the row, its field in the view, and what becomes of its value. */
record Projection(int position, Schema.Field field, UnaryOperator<@Nullable Object> rule) {
    /** Hexadecimal characters of a pseudonym: 128 bits, far from any collision. */
    private static final int PSEUDONYM_LENGTH = 32;

    private static final int HASH_LENGTH = 64;

    static Projection of(Schema.Field column, ColumnRule rule, ViewDefinition view, PseudonymKeys keys) {
        if (rule instanceof ColumnRule.Mask mask) {
            requireType(column, "mask", Schema.Type.STRING);
            return changed(column, text(column), value -> masked(value.toString(), mask));
        }
        if (rule instanceof ColumnRule.Pseudonym) {
            return keyed(column, "pseudonym", keys.macFor(view), PSEUDONYM_LENGTH);
        }
        if (rule instanceof ColumnRule.Hash) {
            var mac = keys.macForHashesOf(view.id().dataset().agency());
            return keyed(column, "hash", mac, HASH_LENGTH);
        }
        var same = new Schema.Field(column, column.schema());
        if (rule instanceof ColumnRule.Truncate truncate) {
            return changed(column, same, CoarseValue.truncating(column, truncate.to()));
        }
        if (rule instanceof ColumnRule.Round round) {
            return changed(column, same, CoarseValue.rounding(column, round.digits()));
        }
        if (rule instanceof ColumnRule.Constant constant) {
            var value = ConstantValue.of(column, constant.value());
            return new Projection(column.pos(), same, any -> value);
        }
        return new Projection(column.pos(), same, value -> value);
    }

    private static Projection changed(Schema.Field column, Schema.Field field, UnaryOperator<Object> rule) {
        return new Projection(column.pos(), field, value -> value == null ? null : rule.apply(value));
    }

    private static Projection keyed(Schema.Field column, String rule, Mac mac, int length) {
        requireType(column, rule, Schema.Type.STRING, Schema.Type.INT, Schema.Type.LONG);
        return changed(column, text(column), value -> standIn(value.toString(), mac, length));
    }

    @Nullable
    Object value(IndexedRecord row) {
        return rule.apply(row.get(position));
    }

    private static void requireType(Schema.Field column, String rule, Schema.Type... allowed) {
        var type = Contract.notNull(column.schema());
        for (var candidate : allowed) {
            if (type.getType() == candidate && (candidate == Schema.Type.STRING || type.getLogicalType() == null)) {
                return;
            }
        }
        throw new IllegalView(
                "column '" + column.name() + "' is " + type.getType().getName() + ": " + rule + " works on text"
                        + (allowed.length > 1 ? " and whole numbers" : ""));
    }

    /** The field as plain text: a masked uuid is none any more. */
    private static Schema.Field text(Schema.Field column) {
        var text = Schema.create(Schema.Type.STRING);
        return Contract.isNullable(column.schema())
                ? new Schema.Field(
                        column.name(),
                        Schema.createUnion(Schema.create(Schema.Type.NULL), text),
                        column.doc(),
                        Schema.Field.NULL_DEFAULT_VALUE)
                : new Schema.Field(column.name(), text, column.doc());
    }

    private static String masked(String value, ColumnRule.Mask mask) {
        int length = value.codePointCount(0, value.length());
        if (mask.keepFirst() + mask.keepLast() >= length) {
            // Nothing would be hidden: a short value is hidden whole.
            return "*".repeat(length);
        }
        return value.substring(0, value.offsetByCodePoints(0, mask.keepFirst()))
                + "*".repeat(length - mask.keepFirst() - mask.keepLast())
                + value.substring(value.offsetByCodePoints(value.length(), -mask.keepLast()));
    }

    private static String standIn(String value, Mac mac, int length) {
        var digest = mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest).substring(0, length);
    }
}
