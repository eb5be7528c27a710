package vn.mach.registry.accounts;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import vn.mach.connection.Secret;

/** A salted PBKDF2-HMAC-SHA-512 hash (RFC 8018), as text {@code iterations:salt:hash}. */
final class SecretVerifier {
    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    /** Secrets are ours, 190 random bits: nobody guesses them, however cheap a guess; more would only slow us down. */
    private static final int ITERATIONS = 10_000;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Verifying against this costs what verifying a real one costs: an unknown account cannot be told by time. */
    static final String OF_NOBODY = of(new Secret("nobody has this secret"));

    private SecretVerifier() {}

    static String of(Secret secret) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return ITERATIONS + ":" + base64(salt) + ":" + base64(hash(secret, salt, ITERATIONS));
    }

    /** In constant time for a given verifier. */
    static boolean matches(String verifier, Secret presented) {
        var parts = verifier.split(":", -1);
        var decoder = Base64.getDecoder();
        var hash = hash(presented, decoder.decode(parts[1]), Integer.parseInt(parts[0]));
        return MessageDigest.isEqual(hash, decoder.decode(parts[2]));
    }

    private static byte[] hash(Secret secret, byte[] salt, int iterations) {
        var spec = new PBEKeySpec(secret.value().toCharArray(), salt, iterations, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        } finally {
            spec.clearPassword();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
