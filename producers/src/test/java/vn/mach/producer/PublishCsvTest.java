package vn.mach.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishCsvTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void without_two_arguments_it_tells_its_usage() {
        assertThat(run()).isEqualTo(2);
        assertThat(error()).isEqualTo("usage: PublishCsv <config.yaml> <export.csv>");
    }

    @Test
    void a_wrong_configuration_is_one_line_that_says_what_to_do() throws IOException {
        var config = directory.resolve("publish.yaml");
        Files.writeString(config, "agent: gso\n");

        assertThat(run(config.toString(), "units.csv")).isEqualTo(2);
        assertThat(error()).startsWith(config + ": ").hasLineCount(1);
    }

    @Test
    void what_nobody_foresaw_is_one_line_too() {
        assertThat(run("publish\0.yaml", "units.csv")).isEqualTo(1);
        assertThat(error()).contains("InvalidPathException").hasLineCount(1);
    }

    private int run(String... args) {
        return PublishCsv.run(args, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String error() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }
}
