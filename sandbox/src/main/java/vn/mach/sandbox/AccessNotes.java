package vn.mach.sandbox;

import java.util.Comparator;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.identity.DemoUser;
import vn.mach.sandbox.story.Views;

/** What somebody needs to play with a running sandbox. */
final class AccessNotes {
    private final Sandbox sandbox;

    AccessNotes(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** With the secret of the story's subscriber. */
    void print(Secret reader) {
        var out = sandbox.out();
        var identity = sandbox.identity();
        out.println();
        out.println("API              " + sandbox.api());
        out.println("Kafka            " + sandbox.kafka().bootstrap() + "  SASL_PLAINTEXT, SCRAM-SHA-512");
        out.println("PostgreSQL       " + sandbox.ports().address(Endpoint.POSTGRES));
        out.println("schema registry  " + sandbox.schemaRegistry().url());
        out.println("secrets          " + sandbox.data().secrets());
        out.println("logs             " + sandbox.data().logs());
        out.println(
                "a token          curl -s -d grant_type=client_credentials -d client_id=NAME -d client_secret=SECRET "
                        + identity.tokenEndpoint());
        DemoUser.ALL.stream()
                .sorted(Comparator.comparing(DemoUser::name))
                .forEach(user -> out.printf(
                        "                 %-12s %-7s %-10s %s%n",
                        user.name(),
                        user.agency(),
                        String.join(",", user.roles()),
                        identity.secret(user).value()));
        out.println("a subscriber     " + Views.READER + " " + reader.value() + "  topic " + Views.UNITS.topic()
                + ", groups " + Views.HANOI.groupPrefix() + "*, schemas " + sandbox.api() + "/schema-registry");
        out.println();
        out.println("Ctrl-C stops everything; ./mach sandbox continues with this data.");
    }
}
