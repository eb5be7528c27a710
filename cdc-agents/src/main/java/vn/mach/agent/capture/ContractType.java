package vn.mach.agent.capture;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import vn.mach.change.Contract;

/** A contract's types, in words. */
public final class ContractType {
    /** What a source names its small numbers that are booleans to the contract: 0 and 1 fit. */
    public static final String NUMERIC_BOOLEAN = "mach.Boolean";

    /** What a source gives for a numeric that is NaN or infinite: more digits after the point than any database has. */
    public static final BigDecimal NOT_FINITE = new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE);

    private ContractType() {}

    /** The type in the words of a contract. */
    public static String describe(Schema schema) {
        var type = Contract.notNull(schema);
        var logical = type.getLogicalType();
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return "decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
        }
        return logical == null ? type.getType().getName() : logical.getName();
    }
}
