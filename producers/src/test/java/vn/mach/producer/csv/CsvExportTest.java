package vn.mach.producer.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.producer.Units;

class CsvExportTest {
    private static final String HEADER = "code,name,kind,level,parent_code,province_code\n";

    @TempDir
    Path directory;

    @Test
    void each_line_is_a_row_of_the_contract() throws IOException {
        var export = read(HEADER + "01,Hà Nội,tỉnh,1,,01\n02,\"Hà Giang, \"\"cũ\"\"\",tỉnh,1,,02\n");

        assertThat(export.rows().values())
                .containsExactly(Units.unit("01", "Hà Nội"), Units.unit("02", "Hà Giang, \"cũ\""));
    }

    @Test
    void a_spreadsheets_byte_order_mark_carriage_returns_and_blank_lines_do_no_harm() throws IOException {
        var export = read("\uFEFF" + HEADER.replace("\n", "\r\n") + "01,Hà Nội,tỉnh,1,,01\r\n\r\n");

        assertThat(export.rows().values()).containsExactly(Units.unit("01", "Hà Nội"));
    }

    @Test
    void columns_outside_the_contract_are_left_out_whatever_their_order() throws IOException {
        var export = read("note,province_code,parent_code,level,kind,name,code\nsecret,01,,1,tỉnh,Hà Nội,01\n");

        assertThat(export.rows().values()).containsExactly(Units.unit("01", "Hà Nội"));
    }

    @Test
    void a_column_that_is_missing_or_there_twice_is_named() {
        assertThatThrownBy(() -> read("code,name,kind,parent_code,province_code\n"))
                .isInstanceOf(IllegalCsv.class)
                .hasMessageContaining("column 'level' 0 times");
        assertThatThrownBy(() -> read(HEADER.replace("kind", "name") + "01,a,b,1,,01\n"))
                .isInstanceOf(IllegalCsv.class);
        assertThatThrownBy(() -> read("")).isInstanceOf(IllegalCsv.class);
    }

    @Test
    void a_wrong_cell_is_named_by_row_and_column_and_not_shown() {
        assertThatThrownBy(() -> read(HEADER + "01,Hà Nội,tỉnh,1,,01\n02,Hà Giang,tỉnh,topsecret,,02\n"))
                .isInstanceOf(IllegalCsv.class)
                .hasMessageEndingWith("row 2, column 'level': write a number of type int")
                .hasMessageNotContaining("topsecret");
    }

    @Test
    void a_line_with_too_few_or_too_many_cells_is_refused() {
        assertThatThrownBy(() -> read(HEADER + "01,Hà Nội\n")).isInstanceOf(IllegalCsv.class);
        assertThatThrownBy(() -> read(HEADER + "01,Hà Nội,tỉnh,1,,01,more\n"))
                .isInstanceOf(IllegalCsv.class)
                .hasMessageNotContaining("Hà Nội");
    }

    @Test
    void a_key_that_comes_twice_is_refused() {
        assertThatThrownBy(() -> read(HEADER + "01,Hà Nội,tỉnh,1,,01\n01,Hà Tây,tỉnh,1,,01\n"))
                .hasMessageContaining("row 2 has the key of an earlier row: [code] must be unique");
    }

    @Test
    void text_in_another_encoding_is_refused() throws IOException {
        var file = directory.resolve("latin.csv");
        Files.write(
                file,
                (HEADER + "01,H\u00e0 N\u00f4i,t,1,,01\n").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> CsvExport.read(file, Units.CONTRACT))
                .isInstanceOf(IllegalCsv.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void a_missing_file_is_one_clear_line() {
        assertThatThrownBy(() -> CsvExport.read(directory.resolve("none.csv"), Units.CONTRACT))
                .isInstanceOf(IllegalCsv.class)
                .hasMessageContaining("no such file");
    }

    private CsvExport read(String text) throws IOException {
        var file = directory.resolve("units.csv");
        Files.writeString(file, text);
        return CsvExport.read(file, Units.CONTRACT);
    }
}
