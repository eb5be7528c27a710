package vn.mach.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    Path directory;

    @Test
    void the_deepest_cause_of_the_last_error_says_why_it_ended() throws IOException {
        assertThat(lastError("""
                        WARN something else
                        Caused by: java.lang.Exception: long forgotten
                        ERROR Failed to start quarkus
                        java.lang.RuntimeException: Failed to start quarkus
                        \tat io.quarkus.Main.main(Main.java:1)
                        Caused by: java.lang.RuntimeException: no data source
                        \tat io.agroal.Pool.<init>(Pool.java:1)
                        Caused by: org.h2.jdbc.JdbcSQLException: Wrong user name or password [28000-232]
                        \t... 12 more
                        """)).isEqualTo("org.h2.jdbc.JdbcSQLException: Wrong user name or password [28000-232]");
    }

    @Test
    void a_trace_at_the_end_is_an_error_without_that_word() throws IOException {
        assertThat(lastError("""
                        Exception in thread "main" java.lang.IllegalStateException
                        \tat vn.mach.Main.main(Main.java:1)
                        Caused by: java.net.BindException: Address already in use
                        \t... 3 more
                        """)).isEqualTo("java.net.BindException: Address already in use");
    }

    @Test
    void an_error_after_a_cause_and_a_last_word_after_a_warning_count_more() throws IOException {
        assertThat(lastError("Caused by: java.lang.Exception: earlier\nERROR later\n"))
                .isEqualTo("ERROR later");
        assertThat(lastError("Caused by: java.lang.Exception: a warning's\n\tat x\nconfig.yaml: kafka is missing\n"))
                .isEqualTo("config.yaml: kafka is missing");
    }

    private String lastError(String text) throws IOException {
        var log = directory.resolve("some.log");
        Files.deleteIfExists(log);
        var tail = LogTail.begin(log);
        Files.writeString(log, text);
        return tail.lastError();
    }
}
