package vn.mach.producer.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.change.Position;
import vn.mach.producer.Units;

class PublishedRowsTest {
    private static final Position FIRST = new Position(1, 100, 0);
    private static final Position SECOND = new Position(1, 101, 0);

    @TempDir
    Path directory;

    private Path file;
    private PublishedRows state;

    @BeforeEach
    void a_state_file() {
        file = directory.resolve("units.published");
        state = new PublishedRows(file, Units.CONTRACT);
    }

    @Test
    void only_what_is_different_is_published() {
        publish(export(Units.unit("01", "Hà Nội"), Units.unit("02", "Hà Giang"), Units.unit("04", "Cao Bằng")), null);

        var next = export(Units.unit("01", "Hà Nội"), Units.unit("02", "Tuyên Quang"), Units.unit("11", "Điện Biên"));
        var found = Differences.between(known(FIRST), next, Units.CONTRACT);

        assertThat(found.created()).containsExactly(Units.unit("11", "Điện Biên"));
        assertThat(found.updated()).containsExactly(Units.unit("02", "Tuyên Quang"));
        assertThat(found.deleted()).hasToString("[{\"code\": \"04\"}]");
        assertThat(found.unchanged()).isEqualTo(1);
        assertThat(Differences.between(known(FIRST), export(Units.unit("01", "Hà Nội")), Units.CONTRACT)
                        .none())
                .isFalse();
    }

    @Test
    void without_a_state_file_nothing_is_known() {
        assertThat(state.published(FIRST)).isNull();
    }

    @Test
    void a_batch_that_was_killed_before_it_was_visible_is_published_again() {
        publish(export(Units.unit("01", "Hà Nội")), null);
        state.announce(export(Units.unit("02", "Hà Giang")), FIRST);

        assertThat(known(FIRST)).hasSize(1).isEqualTo(fingerprints(Units.unit("01", "Hà Nội")));
    }

    @Test
    void a_batch_that_was_killed_after_it_was_visible_is_not() {
        publish(export(Units.unit("01", "Hà Nội")), null);
        state.announce(export(Units.unit("02", "Hà Giang")), FIRST);

        assertThat(known(SECOND)).isEqualTo(fingerprints(Units.unit("02", "Hà Giang")));
        assertThat(file.resolveSibling("units.published.next")).doesNotExist();
    }

    @Test
    void an_announcement_that_was_not_written_to_its_end_does_not_count() throws IOException {
        publish(export(Units.unit("01", "Hà Nội")), null);
        Files.writeString(file.resolveSibling("units.published.next"), "mach-published-rows 1\ngso.admin");

        assertThat(known(SECOND)).isEqualTo(fingerprints(Units.unit("01", "Hà Nội")));
    }

    @Test
    void a_damaged_file_or_that_of_another_dataset_is_refused() throws IOException {
        publish(export(Units.unit("01", "Hà Nội")), null);
        var text = Files.readString(file);

        Files.writeString(file, text.replace("gso.administrative-unit\n", "gso.other\n"));
        assertThatThrownBy(() -> state.published(FIRST)).hasMessageContaining("is no state of gso.administrative-unit");
        Files.writeString(file, text.replace("\nend\n", "\n"));
        assertThatThrownBy(() -> state.published(FIRST)).isInstanceOf(IllegalCsv.class);
    }

    @Test
    void only_its_owner_can_read_the_file() throws IOException {
        publish(export(Units.unit("01", "Hà Nội")), null);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    private void publish(CsvExport export, Position last) {
        state.announce(export, last);
        state.published();
    }

    private Map<String, String> known(Position last) {
        var known = state.published(last);
        assertThat(known).isNotNull();
        return known;
    }

    private static CsvExport export(GenericRecord... rows) {
        var fingerprint = new RowFingerprint(Units.CONTRACT);
        var byKey = new LinkedHashMap<String, GenericRecord>();
        for (var row : rows) {
            byKey.put(fingerprint.key(row), row);
        }
        return new CsvExport(byKey);
    }

    private static Map<String, String> fingerprints(GenericRecord row) {
        var fingerprint = new RowFingerprint(Units.CONTRACT);
        return Map.of(fingerprint.key(row), fingerprint.hash(row));
    }
}
