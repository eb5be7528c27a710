package vn.mach.view;

import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * Column rules as records of {@link ViewDefinition#SCHEMA}. Its enum of rules cannot grow under FULL_TRANSITIVE, so what came later
 * is named in a field of its own, beside WITHHOLD: a program that does not know it shows nothing.
 */
final class RuleCodec {
    private static final Schema COLUMN =
            ViewDefinition.SCHEMA.getField("columns").schema().getElementType();
    private static final Schema RULE = COLUMN.getField("rule").schema();
    private static final String LATER = "later_rule";
    private static final String PARAMETER = "parameter";

    private RuleCodec() {}

    static GenericRecord toAvro(ColumnRule rule) {
        var column = new GenericData.Record(COLUMN);
        var name = rule.rule().toUpperCase(Locale.ROOT);
        boolean later = !RULE.hasEnumSymbol(name);
        column.put("column", rule.column());
        column.put("rule", ViewDefinition.symbol(RULE, later ? "WITHHOLD" : name));
        column.put("keep_first", rule instanceof ColumnRule.Mask mask ? mask.keepFirst() : 0);
        column.put("keep_last", rule instanceof ColumnRule.Mask mask ? mask.keepLast() : 0);
        column.put(LATER, later ? name : null);
        column.put(PARAMETER, parameter(rule));
        return column;
    }

    private static String parameter(ColumnRule rule) {
        if (rule instanceof ColumnRule.Constant constant) {
            return constant.value();
        }
        if (rule instanceof ColumnRule.Truncate truncate) {
            return truncate.to().name();
        }
        return rule instanceof ColumnRule.Round round ? Integer.toString(round.digits()) : "";
    }

    static ColumnRule fromAvro(GenericRecord column) {
        var name = column.get("column").toString();
        var later = column.get(LATER);
        var rule = later == null ? column.get("rule").toString() : later.toString();
        var parameter = column.get(PARAMETER).toString();
        return switch (rule) {
            case "KEEP" -> new ColumnRule.Keep(name);
            case "WITHHOLD" -> new ColumnRule.Withhold(name);
            case "MASK" -> new ColumnRule.Mask(name, (int) column.get("keep_first"), (int) column.get("keep_last"));
            case "PSEUDONYM" -> new ColumnRule.Pseudonym(name);
            case "HASH" -> new ColumnRule.Hash(name);
            case "CONSTANT" -> new ColumnRule.Constant(name, parameter);
            case "TRUNCATE" -> new ColumnRule.Truncate(name, ColumnRule.Truncate.Unit.valueOf(parameter));
            case "ROUND" -> new ColumnRule.Round(name, Integer.parseInt(parameter));
            default -> throw new IllegalView("column '" + name + "': rule " + rule + " is newer than this program");
        };
    }
}
