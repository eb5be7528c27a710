package vn.mach.sandbox.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Comparison;
import vn.mach.sandbox.story.Views;
import vn.mach.sandbox.subscriber.Subscriber;

/** A row as large as a scanned document as text: from the table through agent and router to a subscriber. */
@ExtendWith(SandboxExtension.class)
class LargeRowIT {
    private static final int MEGABYTE = 1024 * 1024;
    private static final List<String> SHOWN = List.of("registration_number", "name", "province_code", "active");
    private static final String LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyảạắằẵấầẫếềễốồỗớờỡứừữỳỹ";

    @Test
    void a_text_of_a_megabyte_reaches_a_subscriber_as_sql_returns_it(Sandbox sandbox) {
        var business = Business.open(sandbox);
        var view = ViewId.of(Business.ENTERPRISES, "scanned");
        var registry = new Registry(sandbox);
        registry.view(view, Business.whole(SHOWN));
        var secret = registry.account(Views.READER);
        registry.grant(view, Views.READER, "test");
        var text = text(new Random(1));
        try (var subscriber = new Views(sandbox).subscribe(view, secret, "scanned")) {
            business.run("insert into enterprise values ('1', '" + text
                    + "', 'LIMITED', 1000000.50, '01', '2020-01-01', true)");
            assertEqual(subscriber, business, "insert");
            // The text is not in the log then: PostgreSQL leaves out what is stored out of line and did not change.
            business.run("update enterprise set active = false");
            assertEqual(subscriber, business, "update that does not touch the text");

            assertThat(subscriber.seen()).hasSize(2).allSatisfy(event -> assertThat(
                            Objects.requireNonNull(event.after()).get("name"))
                    .hasToString(text));
        } finally {
            sandbox.stopAgent(Business.AGENT);
        }
    }

    private static void assertEqual(Subscriber subscriber, Business business, String change) {
        var comparison = Comparison.of(
                subscriber,
                business.database(),
                "select " + String.join(", ", SHOWN) + " from enterprise",
                List.of("registration_number"),
                Comparison.AsShown.SAME);
        System.out.println("large row: " + change + ": " + comparison.isEqual() + ", bytes "
                + business.database().query("select octet_length(name) as bytes from enterprise"));
        assertThat(comparison.isEqual()).as(change).isTrue();
    }

    /** A megabyte of letters in UTF-8 that hardly compress. */
    private static String text(Random random) {
        var text = new StringBuilder();
        int bytes = 0;
        while (bytes < MEGABYTE) {
            var letter = String.valueOf(LETTERS.charAt(random.nextInt(LETTERS.length())));
            text.append(letter);
            bytes += letter.getBytes(StandardCharsets.UTF_8).length;
        }
        return text.toString();
    }
}
