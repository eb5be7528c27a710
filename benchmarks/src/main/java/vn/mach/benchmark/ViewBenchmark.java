package vn.mach.benchmark;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import vn.mach.connection.Secret;
import vn.mach.naming.AgencyId;
import vn.mach.naming.ViewId;
import vn.mach.view.BoundView;
import vn.mach.view.ColumnRule;
import vn.mach.view.Gate;
import vn.mach.view.PseudonymKeys;
import vn.mach.view.ViewDefinition;

/**
 * What a view costs per row: its condition, its projection, both; beside each the same written by hand in Java. Null is
 * "not in the view".
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ViewBenchmark {
    private static final String ONE_TERM = "province_code = '01'";
    private static final String FIVE_TERMS =
            "active AND birth_year BETWEEN 1950 AND 2007 AND (sex = 'F' OR phone IS NOT NULL)"
                    + " AND province_code IN ('01', '31', '79')";

    private static final List<ColumnRule> KEEP_EIGHT = List.of(
            new ColumnRule.Keep("resident_id"),
            new ColumnRule.Keep("full_name"),
            new ColumnRule.Keep("birth_year"),
            new ColumnRule.Keep("sex"),
            new ColumnRule.Keep("province_code"),
            new ColumnRule.Keep("commune_code"),
            new ColumnRule.Keep("active"),
            new ColumnRule.Keep("score"));
    private static final List<ColumnRule> PSEUDONYM =
            List.of(new ColumnRule.Keep("resident_id"), new ColumnRule.Pseudonym("id_number"));
    private static final List<ColumnRule> MASK =
            List.of(new ColumnRule.Keep("resident_id"), new ColumnRule.Mask("id_number", 0, 3));

    private final PseudonymKeys keys = PseudonymKeys.derivedFrom(new Secret("a secret of the benchmark"));
    private final GenericRecord[] rows = Residents.rows();
    private final ViewDefinition fiveTermsDefinition = definition(FIVE_TERMS, KEEP_EIGHT);
    private final BoundView oneTerm = definition(ONE_TERM, KEEP_EIGHT).bind(keys);
    private final BoundView fiveTerms = fiveTermsDefinition.bind(keys);
    private final BoundView pseudonym = definition("", PSEUDONYM).bind(keys);
    private final BoundView mask = definition("", MASK).bind(keys);
    private final Schema visible = oneTerm.rowSchema();
    private int next;

    @Benchmark
    public BoundView bindFiveTerms() {
        return fiveTermsDefinition.bind(keys);
    }

    @Benchmark
    public boolean admitsOneTerm() {
        return oneTerm.admits(row());
    }

    @Benchmark
    public boolean admitsOneTermByHand() {
        return oneTermByHand(row());
    }

    @Benchmark
    public boolean admitsFiveTerms() {
        return fiveTerms.admits(row());
    }

    @Benchmark
    public boolean admitsFiveTermsByHand() {
        return fiveTermsByHand(row());
    }

    @Benchmark
    public GenericRecord projectEightColumns() {
        return oneTerm.project(row());
    }

    @Benchmark
    public GenericRecord projectEightColumnsByHand() {
        return projectByHand(row());
    }

    @Benchmark
    public GenericRecord projectPseudonym() {
        return pseudonym.project(row());
    }

    @Benchmark
    public GenericRecord projectMask() {
        return mask.project(row());
    }

    @Benchmark
    public @Nullable GenericRecord oneTermAndProject() {
        var row = row();
        return oneTerm.admits(row) ? oneTerm.project(row) : null;
    }

    @Benchmark
    public @Nullable GenericRecord oneTermAndProjectByHand() {
        var row = row();
        return oneTermByHand(row) ? projectByHand(row) : null;
    }

    @Benchmark
    public @Nullable GenericRecord fiveTermsAndProject() {
        var row = row();
        return fiveTerms.admits(row) ? fiveTerms.project(row) : null;
    }

    @Benchmark
    public @Nullable GenericRecord fiveTermsAndProjectByHand() {
        var row = row();
        return fiveTermsByHand(row) ? projectByHand(row) : null;
    }

    private static boolean oneTermByHand(GenericRecord row) {
        return "01".equals(row.get(5));
    }

    private static boolean fiveTermsByHand(GenericRecord row) {
        if (!(boolean) row.get(8)) {
            return false;
        }
        int birthYear = (int) row.get(3);
        if (birthYear < 1950 || birthYear > 2007) {
            return false;
        }
        if (!"F".equals(row.get(4)) && row.get(7) == null) {
            return false;
        }
        var province = row.get(5);
        return "01".equals(province) || "31".equals(province) || "79".equals(province);
    }

    private GenericRecord projectByHand(GenericRecord row) {
        var to = new GenericData.Record(visible);
        to.put(0, row.get(0));
        to.put(1, row.get(2));
        to.put(2, row.get(3));
        to.put(3, row.get(4));
        to.put(4, row.get(5));
        to.put(5, row.get(6));
        to.put(6, row.get(8));
        to.put(7, row.get(9));
        return to;
    }

    private GenericRecord row() {
        next = (next + 1) & (Residents.COUNT - 1);
        return rows[next];
    }

    private static ViewDefinition definition(String condition, List<ColumnRule> columns) {
        return new ViewDefinition(
                new ViewId(Residents.DATASET, "benchmark"),
                1,
                1,
                Gate.OPEN,
                true,
                AgencyId.of("hanoi"),
                condition,
                columns,
                Residents.CONTRACT,
                6);
    }
}
