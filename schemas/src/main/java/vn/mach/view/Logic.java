package vn.mach.view;

import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.generic.IndexedRecord;

/** Conditions made of conditions. */
final class Logic {
    private Logic() {}

    record And(List<Condition> terms) implements Condition {
        And {
            terms = terms.stream()
                    .flatMap(term -> term instanceof And inner ? inner.terms.stream() : Stream.of(term))
                    .toList();
        }

        @Override
        public Truth of(IndexedRecord row) {
            var all = Truth.TRUE;
            for (int i = 0; i < terms.size(); i++) {
                var term = terms.get(i).of(row);
                if (term == Truth.FALSE) {
                    return Truth.FALSE;
                }
                all = term == Truth.UNKNOWN ? Truth.UNKNOWN : all;
            }
            return all;
        }
    }

    record Or(List<Condition> terms) implements Condition {
        Or {
            terms = terms.stream()
                    .flatMap(term -> term instanceof Or inner ? inner.terms.stream() : Stream.of(term))
                    .toList();
        }

        @Override
        public Truth of(IndexedRecord row) {
            var any = Truth.FALSE;
            for (int i = 0; i < terms.size(); i++) {
                var term = terms.get(i).of(row);
                if (term == Truth.TRUE) {
                    return Truth.TRUE;
                }
                any = term == Truth.UNKNOWN ? Truth.UNKNOWN : any;
            }
            return any;
        }
    }

    record Not(Condition negated) implements Condition {
        @Override
        public Truth of(IndexedRecord row) {
            return negated.of(row).not();
        }
    }

    /** Whether a condition has this truth value; never unknown itself. */
    record Is(Condition condition, Truth truth) implements Condition {
        @Override
        public Truth of(IndexedRecord row) {
            return Truth.of(condition.of(row) == truth);
        }
    }

    /** A boolean column or literal. */
    record Holds(Operand operand) implements Condition {
        @Override
        public Truth of(IndexedRecord row) {
            var value = operand.value(row);
            return value == null ? Truth.UNKNOWN : Truth.of((Boolean) value);
        }
    }
}
