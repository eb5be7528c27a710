package vn.mach.registry.audit;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import vn.mach.registry.json.Json;

/** The arithmetic of the chain: canonical JSON (keys sorted, no spaces, microseconds) and its SHA-512. */
public final class AuditChain {
    /** What stands before the first entry. */
    public static final String GENESIS = "0".repeat(128);

    private static final TypeReference<TreeMap<String, Object>> SORTED = new TypeReference<>() {};

    private AuditChain() {}

    static AuditEntry link(
            long seq,
            Instant at,
            Actor who,
            String action,
            String object,
            String outcome,
            Map<String, Object> details,
            String prev) {
        var unsigned = new AuditEntry(seq, at, who, action, object, outcome, details, prev, "");
        return new AuditEntry(seq, at, who, action, object, outcome, details, prev, hash(unsigned));
    }

    /** Whether the entry is what its author wrote and follows the entry whose hash is {@code prev}. */
    public static boolean holds(AuditEntry entry, String prev) {
        return entry.prev().equals(prev) && entry.hash().equals(hash(entry));
    }

    /** What is hashed. */
    static String canonical(AuditEntry entry) {
        return Json.text(fields(entry));
    }

    /** One line of an export: what is hashed, and the hash. */
    static String exported(AuditEntry entry) {
        var fields = fields(entry);
        fields.put("hash", entry.hash());
        return Json.text(fields);
    }

    /** The line in the one form that an export has. */
    static String exported(ObjectNode entry) {
        return Json.text(Json.MAPPER.convertValue(entry, SORTED));
    }

    /** Of what the line says without its hash. */
    static String hash(ObjectNode entry) {
        var fields = Json.MAPPER.convertValue(entry, SORTED);
        fields.remove("hash");
        return hash(Json.text(fields));
    }

    private static SortedMap<String, Object> fields(AuditEntry entry) {
        var fields = new TreeMap<String, Object>();
        fields.put("seq", entry.seq());
        fields.put("at", entry.at().toString());
        fields.put("subject", entry.who().subject());
        fields.put("agency", entry.who().agency());
        fields.put("action", entry.action());
        fields.put("object", entry.object());
        fields.put("outcome", entry.outcome());
        fields.put("details", new TreeMap<>(entry.details()));
        fields.put("prev", entry.prev());
        return fields;
    }

    private static String hash(AuditEntry entry) {
        return hash(canonical(entry));
    }

    private static String hash(String canonical) {
        try {
            var digest = MessageDigest.getInstance("SHA-512");
            return HexFormat.of().formatHex(digest.digest(canonical.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-512", e);
        }
    }
}
