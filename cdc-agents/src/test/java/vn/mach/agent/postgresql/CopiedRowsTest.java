package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.mach.agent.progress.AgentFailure;

class CopiedRowsTest {
    private static final List<CopiedColumn> COLUMNS = List.of(
            new CopiedColumn("t.a", "a", (in, at, size) -> new String(in, at, size, StandardCharsets.UTF_8)),
            new CopiedColumn("t.b", "b", (in, at, size) -> size));

    /** A header with an extension of three bytes, then rows ("Hà", NULL), ("", 4 bytes), and the end. */
    private static final byte[] SENT = ByteBuffer.allocate(64)
            .put(new byte[] {'P', 'G', 'C', 'O', 'P', 'Y', '\n', -1, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 3, 7, 7, 7})
            .putShort((short) 2)
            .putInt(3)
            .put("Hà".getBytes(StandardCharsets.UTF_8))
            .putInt(-1)
            .putShort((short) 2)
            .putInt(0)
            .putInt(4)
            .put(new byte[] {1, 2, 3, 4})
            .putShort((short) -1)
            .array();

    private static final int END = 51;

    @Test
    void rows_are_whole_however_the_server_cuts_its_messages() {
        for (int size = 1; size <= END; size++) {
            assertThat(read(cut(size, END)))
                    .as("messages of %d bytes", size)
                    .containsExactly(Arrays.asList("Hà", null), List.of("", 4));
        }
    }

    @Test
    void a_copy_that_ends_within_a_row_is_no_end_of_the_table() {
        assertThatThrownBy(() -> read(cut(END, END - 4)))
                .isInstanceOf(AgentFailure.Unavailable.class)
                .hasMessageContaining("within a row");
    }

    @Test
    void another_form_is_refused() {
        assertThatThrownBy(
                        () -> read(new ArrayDeque<>(List.of("PGCOPY, but as text".getBytes(StandardCharsets.UTF_8)))))
                .isInstanceOf(AgentFailure.Broken.class);
    }

    private static List<List<Object>> read(ArrayDeque<byte[]> messages) {
        var rows = new ArrayList<List<Object>>();
        assertThat(CopiedRows.read(messages::poll, COLUMNS, row -> rows.add(Arrays.asList(row))))
                .isTrue();
        return rows;
    }

    private static ArrayDeque<byte[]> cut(int size, int until) {
        var messages = new ArrayDeque<byte[]>();
        for (int at = 0; at < until; at += size) {
            messages.add(Arrays.copyOfRange(SENT, at, Math.min(at + size, until)));
        }
        return messages;
    }
}
