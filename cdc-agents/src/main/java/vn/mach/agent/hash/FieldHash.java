package vn.mach.agent.hash;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import vn.mach.agent.config.HashKey;

/**
 * HMAC-SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits: what pgcrypto's
 * {@code encode(hmac(convert_to(concat(column), 'UTF8'), key, 'sha256'), 'hex')} gives. The same for the same text and key in every table, so
 * that hashed columns can still be joined. Not thread-safe.
 */
final class FieldHash implements UnaryOperator<String> {
    private final Mac mac;

    FieldHash(HashKey key) {
        this.mac = key.mac();
    }

    @Override
    public String apply(String text) {
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
