package vn.mach.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import vn.mach.sandbox.host.DiskSpace;

class FailureLineTest {
    private static final Path DATA = Path.of("/data");
    private static final DiskSpace ROOM = new DiskSpace(DATA, 5L << 30);

    @Test
    void a_full_disk_comes_before_whatever_it_broke() {
        assertThat(FailureLine.of("registry-api ended with code 1: it said nothing", new DiskSpace(DATA, 3L << 20)))
                .startsWith("the disk of /data is full, 3 MB are free: make room, or name another disk with --data DIR")
                .endsWith("registry-api ended with code 1: it said nothing");
    }

    @Test
    void other_secrets_than_the_data_was_made_with_are_named_with_the_remedy() {
        assertThat(FailureLine.of("schema-registry ended: Wrong user name or password [28000-232]", ROOM))
                .contains("secrets.properties", "--fresh");
        assertThat(FailureLine.of("Authentication failed due to invalid credentials with SASL mechanism", ROOM))
                .contains("secrets.properties", "--fresh");
    }

    @Test
    void a_line_that_names_its_own_remedy_is_left_alone() {
        var line = "Kafka cannot listen (choose other ports with --ports NAME=PORT): Address already in use";

        assertThat(FailureLine.of(line, ROOM)).isEqualTo(line);
        assertThat(FailureLine.of("something unknown", ROOM)).isEqualTo("something unknown");
    }
}
