package vn.mach.registry.agencies;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.registry.csv.CsvProblems;
import vn.mach.registry.csv.CsvTable;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Refusal;

/** One line of an import: an agency, and one of its codes if the line has one. */
record AgencyRow(CsvTable.Row row, AgencyId slug, String name, Agency.Level level, Agency.@Nullable Code code) {
    static final List<String> COLUMNS = List.of("slug", "name", "level", "code", "alias", "valid_from", "valid_to");

    /** All lines, each checked by itself and against those before it; what is wrong goes into {@code problems}. */
    static List<AgencyRow> of(CsvTable table, CsvProblems problems) {
        var rows = new ArrayList<AgencyRow>();
        var first = new HashMap<AgencyId, AgencyRow>();
        for (var line : table.rows()) {
            var row = of(line, problems);
            if (row != null) {
                row.requireLike(first.computeIfAbsent(row.slug, slug -> row), problems);
                rows.add(row);
            }
        }
        return rows;
    }

    private static @Nullable AgencyRow of(CsvTable.Row row, CsvProblems problems) {
        var slug = problems.read(row, "slug", AgencyId::of);
        var name = problems.read(row, "name", text -> Body.text("name", text, 200));
        var level = problems.read(row, "level", Agency.Level::of);
        var code = code(row, problems);
        return slug == null || name == null || level == null ? null : new AgencyRow(row, slug, name, level, code);
    }

    private static Agency.@Nullable Code code(CsvTable.Row row, CsvProblems problems) {
        if (row.of("code").isEmpty()) {
            for (var column : List.of("alias", "valid_from", "valid_to")) {
                if (!row.of(column).isEmpty()) {
                    problems.add(row, column, "belongs to a code: give the code, or leave it empty");
                }
            }
            return null;
        }
        var code = problems.read(row, "code", OfficialCode::require);
        var alias = row.of("alias").isEmpty() ? null : problems.read(row, "alias", OfficialCode::requireAlias);
        var from = problems.date(row, "valid_from");
        var to = row.of("valid_to").isEmpty() ? null : problems.read(row, "valid_to", LocalDate::parse);
        if (code == null || from == null) {
            return null;
        }
        if (to != null && to.isBefore(from)) {
            problems.add(row, "valid_to", "not before valid_from");
            return null;
        }
        return new Agency.Code(code, from, to, alias);
    }

    /** Several lines of one agency say the same of it. */
    void requireLike(AgencyRow other, CsvProblems problems) {
        requireLike(other.name, other.level, "line " + other.row.line(), problems);
    }

    void requireLike(Agency known, CsvProblems problems) {
        requireLike(known.name(), known.level(), "the registry", problems);
    }

    private void requireLike(String otherName, Agency.Level otherLevel, String where, CsvProblems problems) {
        if (!name.equals(otherName)) {
            problems.add(row, "name", "'" + slug + "' is '" + otherName + "' in " + where);
        }
        if (level != otherLevel) {
            problems.add(row, "level", "'" + slug + "' is of level " + otherLevel.code() + " in " + where);
        }
    }

    static Refusal.Invalid emptyTable() {
        return new Refusal.Invalid("csv-invalid", "the table has no line below its header");
    }
}
