package vn.mach.registry.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import vn.mach.registry.json.Json;

/** The arithmetic of the chain: canonical JSON (keys sorted, no spaces, microseconds) and its SHA-512. */
public final class AuditChain {
    /** What stands before the first entry. */
    public static final String GENESIS = "0".repeat(128);

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
        return Json.text(fields);
    }

    private static String hash(AuditEntry entry) {
        try {
            var digest = MessageDigest.getInstance("SHA-512");
            return HexFormat.of().formatHex(digest.digest(canonical(entry).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-512", e);
        }
    }
}
