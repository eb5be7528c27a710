package vn.mach.agent.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import vn.mach.connection.Secret;

/**
 * The key under which an agent hashes columns: 32 characters or more of hexadecimal or base64url. What consists of an even
 * number of hexadecimal digits is taken for hexadecimal.
 */
public record HashKey(Secret secret) {
    private static final String HMAC = "HmacSHA256";
    private static final int SHORTEST = 32;
    private static final int FINGERPRINT_CHARACTERS = 16;
    private static final Pattern HEX = Pattern.compile("([0-9a-fA-F]{2})+");
    private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]+={0,2}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public HashKey {
        var text = secret.value();
        if (text.length() < SHORTEST || !(HEX.matcher(text).matches() || isBase64Url(text))) {
            throw new IllegalArgumentException("is no key: " + SHORTEST
                    + " or more characters of hexadecimal or base64url, such as openssl rand -hex 32 gives");
        }
    }

    /** HMAC-SHA-256 (RFC 2104) under this key; not thread-safe. */
    public Mac mac() {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(bytes(), HMAC));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    /** The same for the same key, another for another; says nothing else of it. */
    public String fingerprint() {
        var hash = mac().doFinal("fingerprint of mach's hash-key".getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash).substring(0, FINGERPRINT_CHARACTERS);
    }

    private byte[] bytes() {
        var text = secret.value();
        return HEX.matcher(text).matches()
                ? HexFormat.of().parseHex(text)
                : Base64.getUrlDecoder().decode(text);
    }

    private static boolean isBase64Url(String text) {
        try {
            return BASE64URL.matcher(text).matches() && Base64.getUrlDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
