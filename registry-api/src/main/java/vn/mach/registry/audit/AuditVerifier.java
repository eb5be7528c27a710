package vn.mach.registry.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.json.Json;

/**
 * Checks an export of the log line by line, with nothing but the export: each entry is what was written, and follows the one before. What
 * it cannot see is that the newest entries were cut off; the anchor, a line that an earlier run printed and that was kept elsewhere, is for that.
 */
public final class AuditVerifier {
    private final @Nullable String anchor;
    private long seq;
    private String hash = AuditChain.GENESIS;
    private boolean anchored;

    /** @param anchor {@code <seq> <hash>} of an entry that must be there; null for none */
    public AuditVerifier(@Nullable String anchor) {
        this.anchor = anchor;
        this.anchored = anchor == null;
    }

    /** What is wrong with this line, in one sentence; empty when it holds. Nothing after a wrong line says anything. */
    public Optional<String> line(String line) {
        var entry = entry(line);
        if (entry == null) {
            return Optional.of("what follows entry " + seq + " is no entry of the log");
        }
        long at = entry.path("seq").asLong();
        if (at != seq + 1) {
            return Optional.of(
                    at > seq
                            ? "entry " + (seq + 1) + " is missing: entry " + at + " follows entry " + seq
                            : "entry " + at + " is not in its place: it follows entry " + seq);
        }
        var told = entry.path("hash").asText();
        if (!line.equals(AuditChain.exported(entry)) || !told.equals(AuditChain.hash(entry))) {
            return Optional.of("entry " + at + " is not what was written");
        }
        if (!entry.path("prev").asText().equals(hash)) {
            return Optional.of("entry " + at + " does not follow entry " + seq + ": one of the two was replaced");
        }
        seq = at;
        hash = told;
        anchored |= head().equals(anchor);
        return Optional.empty();
    }

    /** What is wrong once there are no more lines; empty when all is well. */
    public Optional<String> end() {
        return anchored
                ? Optional.empty()
                : Optional.of("the log ends with entry " + seq + " and does not hold the anchor '" + anchor
                        + "': entries were cut off, or all after some place were written anew");
    }

    /** How many lines hold so far. */
    public long entries() {
        return seq;
    }

    /** The anchor for a later run. */
    public String head() {
        return seq + " " + hash;
    }

    private static @Nullable ObjectNode entry(String line) {
        try {
            JsonNode node = Json.MAPPER.readTree(line);
            return node instanceof ObjectNode entry ? entry : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
