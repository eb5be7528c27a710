package vn.mach.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;

/** The contracts of the control topics and of the sample datasets, as they stand in {@code schemas/contracts}. */
public final class Contracts {
    private Contracts() {}

    /** The schema in {@code contracts/<name>.avsc}; throws {@link IllegalArgumentException} if there is none. */
    public static Schema schema(String name) {
        try (var file = Contracts.class.getResourceAsStream("/contracts/" + name + ".avsc")) {
            if (file == null) {
                throw new IllegalArgumentException("no contract contracts/" + name + ".avsc");
            }
            return new Schema.Parser().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
