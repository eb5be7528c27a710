package vn.mach.producer.csv;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import vn.mach.change.Contract;

/**
 * A CSV file (RFC 4180, UTF-8, with a header) as rows of a contract. Columns the contract does not name are left out:
 * what is shared is what is declared.
 *
 * @param rows by key, in the file's order
 */
public record CsvExport(Map<String, GenericRecord> rows) {

    /** Reads the file as a whole; throws {@link IllegalCsv} that names row and column of the first problem. */
    public static CsvExport read(Path file, Contract contract) {
        var mapper = CsvMapper.builder()
                .enable(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS)
                .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                .build();
        var header = CsvSchema.emptySchema().withHeader();
        try (var in = Files.newInputStream(file);
                MappingIterator<Map<String, String>> cells =
                        mapper.readerForMapOf(String.class).with(header).readValues(in)) {
            requireColumns(file, contract, (CsvSchema) cells.getParserSchema());
            return new CsvExport(rows(file, contract, cells));
        } catch (NoSuchFileException e) {
            throw new IllegalCsv(file, "no such file: give the path of the CSV export");
        } catch (JsonProcessingException e) {
            var line = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new IllegalCsv(file, line + "not a table in CSV: each line needs the header's number of cells");
        } catch (IOException e) {
            throw new IllegalCsv(
                    file, "cannot be read (" + e.getClass().getSimpleName() + "): save it as CSV in UTF-8");
        }
    }

    private static void requireColumns(Path file, Contract contract, CsvSchema header) {
        var names = header == null ? List.<String>of() : header.getColumnNames();
        for (var field : contract.row().getFields()) {
            long found = names.stream().filter(field.name()::equals).count();
            if (found != 1) {
                throw new IllegalCsv(
                        file,
                        "the header has column '" + field.name() + "' " + found + " times: the contract of "
                                + contract.dataset() + " needs it once");
            }
        }
    }

    private static Map<String, GenericRecord> rows(
            Path file, Contract contract, MappingIterator<Map<String, String>> cells) throws IOException {
        var fingerprint = new RowFingerprint(contract);
        var rows = new LinkedHashMap<String, GenericRecord>();
        for (int number = 1; cells.hasNextValue(); number++) {
            var row = row(file, number, contract, cells.nextValue());
            if (rows.put(fingerprint.key(row), row) != null) {
                throw new IllegalCsv(
                        file,
                        "row " + number + " has the key of an earlier row: " + contract.key() + " must be unique");
            }
        }
        return rows;
    }

    private static GenericRecord row(Path file, int number, Contract contract, Map<String, String> cells) {
        var row = new GenericData.Record(contract.row());
        for (var field : contract.row().getFields()) {
            try {
                row.put(field.pos(), CsvValue.parse(field.schema(), cells.getOrDefault(field.name(), "")));
            } catch (IllegalArgumentException e) {
                throw new IllegalCsv(file, "row " + number + ", column '" + field.name() + "': " + e.getMessage());
            }
        }
        return row;
    }
}
