package vn.mach.registry.csv;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.mach.registry.http.Refusal;

/** A table in CSV (RFC 4180, UTF-8, with or without a byte order mark, lines ended by LF or CRLF) under a known header. */
public record CsvTable(List<Row> rows) {
    /** Ten thousand agencies take a quarter of it. */
    public static final int LIMIT = 4 * 1024 * 1024;

    private static final CsvMapper MAPPER = CsvMapper.builder()
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES, CsvParser.Feature.TRIM_SPACES)
            .build();

    public CsvTable {
        rows = List.copyOf(rows);
    }

    /**
     * One line below the header.
     *
     * @param line its number in the file, from 1
     * @param cells by the header's names; an empty cell is an empty text
     */
    public record Row(int line, Map<String, String> cells) {
        public Row {
            cells = Map.copyOf(cells);
        }

        public String of(String column) {
            return cells.getOrDefault(column, "");
        }
    }

    /** The request's body; refused unless its header is exactly these columns, in any order. */
    public static CsvTable read(Context ctx, List<String> columns) {
        var type = ctx.contentType();
        if (type != null && !type.startsWith("text/csv")) {
            throw new Refusal.Invalid("csv-expected", "send the table as it is, with 'Content-Type: text/csv'");
        }
        try {
            var bytes = ctx.bodyInputStream().readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw new Refusal.TooLarge(LIMIT);
            }
            return parse(bytes, columns);
        } catch (IOException e) {
            throw new UncheckedIOException("the request's body cannot be read", e);
        }
    }

    static CsvTable parse(byte[] bytes, List<String> columns) throws IOException {
        var text = decoded(bytes);
        try (CsvParser parser = MAPPER.getFactory().createParser(text)) {
            var problems = new CsvProblems();
            var lines = lines(parser);
            var header = lines.isEmpty() ? List.<String>of() : lines.get(0).cells();
            if (header.size() != columns.size() || !header.containsAll(columns)) {
                throw new Refusal.Invalid("csv-invalid", "line 1: the header is " + String.join(",", columns));
            }
            var rows = new ArrayList<Row>();
            for (var line : lines.subList(1, lines.size())) {
                if (line.cells().size() != header.size()) {
                    problems.add(line.number(), "line", line.cells().size() + " cells", header.size() + " cells");
                } else {
                    rows.add(row(header, line));
                }
            }
            problems.refuseAny();
            return new CsvTable(rows);
        } catch (JsonProcessingException e) {
            throw new Refusal.Invalid(
                    "csv-invalid",
                    "line " + e.getLocation().getLineNr()
                            + ": no CSV: a quotation mark inside a quoted cell is doubled");
        }
    }

    private static String decoded(byte[] bytes) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw new Refusal.Invalid("csv-invalid", "the character U+0000 is in no table: remove it");
            }
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Refusal.Invalid("csv-invalid", "the table is not UTF-8: save it as CSV in UTF-8");
        }
    }

    private record Line(int number, List<String> cells) {}

    private static List<Line> lines(CsvParser parser) throws IOException {
        var lines = new ArrayList<Line>();
        while (parser.nextToken() == JsonToken.START_ARRAY) {
            var cells = new ArrayList<String>();
            int number = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                number = cells.isEmpty() ? parser.currentTokenLocation().getLineNr() : number;
                cells.add(parser.getText());
            }
            lines.add(new Line(number, cells));
        }
        return lines;
    }

    private static Row row(List<String> header, Line line) {
        var cells = new HashMap<String, String>();
        for (int i = 0; i < header.size(); i++) {
            cells.put(header.get(i), line.cells().get(i));
        }
        return new Row(line.number(), cells);
    }
}
