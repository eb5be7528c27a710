package vn.mach.view;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import vn.mach.connection.Secret;
import vn.mach.naming.AgencyId;

/**
 * The keys of pseudonyms, one for each (view, audience, version), and of hashes, one for each owning agency, derived from a master secret that never leaves the
 * processes that need it: HMAC-SHA-256 (RFC 2104) over {@code <view>:<audience>:<version>}.
 */
public final class PseudonymKeys {
    private static final String HMAC = "HmacSHA256";

    private final Secret master;

    private PseudonymKeys(Secret master) {
        this.master = master;
    }

    public static PseudonymKeys derivedFrom(Secret master) {
        return new PseudonymKeys(master);
    }

    /** The same for the same master secret, another for another; says nothing else of it. */
    public byte[] fingerprint() {
        return mac(master.value().getBytes(StandardCharsets.UTF_8))
                .doFinal("fingerprint".getBytes(StandardCharsets.UTF_8));
    }

    /** A fresh HMAC-SHA-256 under the view's key; not thread-safe. */
    Mac macFor(ViewDefinition view) {
        var audience = view.audience() == null ? "" : view.audience().slug();
        var purpose = view.id() + ":" + audience + ":" + view.version();
        var derive = mac(master.value().getBytes(StandardCharsets.UTF_8));
        return mac(derive.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
    }

    /** A fresh HMAC-SHA-256 under the agency's key, the same for all of its views; not thread-safe. */
    Mac macForHashesOf(AgencyId owner) {
        var derive = mac(master.value().getBytes(StandardCharsets.UTF_8));
        return mac(derive.doFinal(("hash:" + owner).getBytes(StandardCharsets.UTF_8)));
    }

    private static Mac mac(byte[] key) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
