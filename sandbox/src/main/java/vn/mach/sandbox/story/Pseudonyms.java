package vn.mach.sandbox.story;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import vn.mach.connection.Secret;
import vn.mach.naming.AgencyId;
import vn.mach.naming.ViewId;

/** What a pseudonym must be by its definition, computed without the code that makes it. */
final class Pseudonyms {
    private final byte[] key;

    Pseudonyms(Secret master, ViewId view, AgencyId audience, int version) {
        this.key = hmac(master.value().getBytes(StandardCharsets.UTF_8), view + ":" + audience + ":" + version);
    }

    String of(Object value) {
        return HexFormat.of().formatHex(hmac(key, value.toString()), 0, 16);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
