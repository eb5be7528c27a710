package vn.mach.registry.accounts;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import vn.mach.connection.Secret;

/**
 * Remembers for a minute that a secret was right, so that a schema look-up does not cost a PBKDF2. Holds HMACs under a
 * key of this process, never a secret; a rotated account is forgotten because its verifier differs.
 */
final class RecentlyVerified {
    private static final Duration MEMORY = Duration.ofMinutes(1);
    private static final int MAX_ENTRIES = 1_000;

    private final Clock clock;
    private final SecretKeySpec key;

    private final Map<String, Instant> until = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    RecentlyVerified(Clock clock) {
        this.clock = clock;
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    /** As {@link SecretVerifier#matches}, cheap when it was true a moment ago; {@code afresh} runs when it was not. */
    boolean matches(String verifier, Secret presented, Runnable afresh) {
        var proof = proof(verifier, presented);
        if (remembers(proof)) {
            return true;
        }
        boolean right = SecretVerifier.matches(verifier, presented);
        if (right) {
            remember(proof);
            afresh.run();
        }
        return right;
    }

    private synchronized boolean remembers(String proof) {
        var end = until.get(proof);
        return end != null && clock.instant().isBefore(end);
    }

    private synchronized void remember(String proof) {
        until.remove(proof);
        until.put(proof, clock.instant().plus(MEMORY));
    }

    private String proof(String verifier, Secret presented) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(verifier.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(presented.value().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
