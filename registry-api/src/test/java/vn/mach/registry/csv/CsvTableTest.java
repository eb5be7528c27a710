package vn.mach.registry.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.mach.registry.http.Refusal;

class CsvTableTest {
    private static final List<String> COLUMNS = List.of("slug", "name");

    private static CsvTable table(String text) throws IOException {
        return CsvTable.parse(text.getBytes(StandardCharsets.UTF_8), COLUMNS);
    }

    @Test
    void a_table_saved_by_a_spreadsheet_is_read() throws IOException {
        var table = table("\uFEFFname,slug\r\n\"Hà Nội, thủ đô\",hanoi\r\n\r\n\"Bộ \"\"Tư pháp\"\"\", moj \r\n");

        assertThat(table.rows()).hasSize(2);
        assertThat(table.rows().get(0).of("name")).isEqualTo("Hà Nội, thủ đô");
        assertThat(table.rows().get(1).of("name")).isEqualTo("Bộ \"Tư pháp\"");
        assertThat(table.rows().get(1).of("slug")).isEqualTo("moj");
        assertThat(table.rows().get(1).line()).as("blank lines count").isEqualTo(4);
    }

    @Test
    void every_line_with_another_number_of_cells_is_named() {
        assertThatThrownBy(() -> table("slug,name\nhanoi\nmoj,Bộ Tư pháp\nhue,Huế,Huế\n"))
                .isInstanceOf(Refusal.Invalid.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("line 4")
                .hasMessageNotContaining("line 3");
    }

    @Test
    void what_is_no_such_table_is_refused_with_what_is_expected() {
        assertThatThrownBy(() -> table("")).hasMessageContaining("the header is slug,name");
        assertThatThrownBy(() -> table("slug,title\na,b\n")).hasMessageContaining("the header is slug,name");
        assertThatThrownBy(() -> table("slug,name\n\"a,b\n")).hasMessageContaining("no CSV");
        assertThatThrownBy(() -> CsvTable.parse(new byte[] {(byte) 0xff, 1}, COLUMNS))
                .hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> table("slug,name\na,\0\n")).hasMessageContaining("U+0000");
    }
}
