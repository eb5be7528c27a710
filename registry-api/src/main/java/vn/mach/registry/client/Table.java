package vn.mach.registry.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Objects as lines under a header, each column as wide as its widest cell. */
final class Table {
    private Table() {}

    static List<String> of(JsonNode list, List<String> columns) {
        var rows = new ArrayList<List<String>>();
        rows.add(columns);
        StreamSupport.stream(list.spliterator(), false)
                .map(one -> columns.stream()
                        .map(column -> Cell.shortened(one.get(column)))
                        .toList())
                .forEach(rows::add);
        var widths = new int[columns.size()];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    /** One object, a line for each of its fields. */
    static List<String> of(JsonNode object) {
        var lines = new ArrayList<String>();
        object.properties().forEach(field -> lines.add(field.getKey() + ": " + Cell.of(field.getValue())));
        return lines;
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - width(row.get(i)) + 2));
        }
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
