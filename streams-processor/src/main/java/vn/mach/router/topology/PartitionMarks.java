package vn.mach.router.topology;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Position;

/** What a partition remembers beside its views' progress, in the same store: no view's id starts as these keys do. */
final class PartitionMarks {
    private static final byte MARK = '#';
    private static final Bytes POSITION = mark("position");
    static final Bytes ORDER = mark("order");
    private static final Bytes PSEUDONYMS = mark("pseudonyms");
    private static final Bytes TRUNCATION = mark("truncation");
    private static final Bytes CONTRACT = mark("contract");
    private static final Bytes GAP = mark("gap");
    private static final Bytes TRUNCATION_CURSOR = mark("truncation-cursor");
    private static final String HMAC = "HmacSHA256";
    private static final int ORDER_BYTES = 8;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Mac order;
    private @Nullable Position newest;

    /** To be made once the store is restored. */
    PartitionMarks(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.order = mac(orderKey());
        var bytes = store.get(POSITION);
        this.newest = bytes == null ? null : Position.fromBytes(bytes);
    }

    static boolean isMark(Bytes key) {
        return key.get()[0] == MARK;
    }

    /** The newest source position taken in; null before the first. */
    @Nullable
    Position position() {
        return newest;
    }

    /** What had waited or is submitted again may be older than what came since. */
    void takenIn(Position position) {
        if (newest == null || position.isAfter(newest)) {
            newest = position;
            store.put(POSITION, position.toBytes());
        }
    }

    /** The last truncation, as it was written; null before the first. */
    byte @Nullable [] truncation() {
        return store.get(TRUNCATION);
    }

    void truncation(byte[] wire) {
        store.put(TRUNCATION, wire);
    }

    /** What {@link RemovedColumns} knows; null before the first row. */
    byte @Nullable [] contract() {
        return store.get(CONTRACT);
    }

    void contract(byte[] known) {
        store.put(CONTRACT, known);
    }

    /** What was last said of gaps, as it was written; null before the first. */
    byte @Nullable [] gap() {
        return store.get(GAP);
    }

    void gap(byte[] wire) {
        store.put(GAP, wire);
    }

    /** The last key that the truncation has passed; null when it is through. */
    @Nullable
    Bytes truncationCursor() {
        var key = store.get(TRUNCATION_CURSOR);
        return key == null ? null : Bytes.wrap(key);
    }

    void truncationAt(@Nullable Bytes key) {
        store.put(TRUNCATION_CURSOR, key == null ? null : key.get());
    }

    /**
     * Where the row of this key is kept. A scan goes in this order, and a subscriber sees it: sorted by the key itself, it would
     * tell the rank of each pseudonym. So a keyed hash, which only this partition knows, stands before the key.
     */
    Bytes rowKey(byte[] keyBody) {
        var hash = order.doFinal(keyBody);
        var key = Arrays.copyOf(hash, ORDER_BYTES + keyBody.length);
        System.arraycopy(keyBody, 0, key, ORDER_BYTES, keyBody.length);
        return Bytes.wrap(key);
    }

    /**
     * Pseudonyms of another secret would be deleted under keys that were never published, so a partition that shows any goes
     * on under its own secret only. Throws {@link IllegalStateException} that says what to do.
     */
    void requireSamePseudonyms(byte[] fingerprint, boolean anyShown) {
        var known = store.get(PSEUDONYMS);
        if (Arrays.equals(known, fingerprint)) {
            return;
        }
        if (known != null && anyShown) {
            throw new IllegalStateException(
                    "pseudonym-secret is not the one that this dataset's pseudonyms were made with:"
                            + " restore it in the router's configuration, on every replica");
        }
        store.put(PSEUDONYMS, fingerprint);
    }

    private byte[] orderKey() {
        var known = store.get(ORDER);
        if (known != null) {
            return known;
        }
        var fresh = new byte[32];
        new SecureRandom().nextBytes(fresh);
        store.put(ORDER, fresh);
        return fresh;
    }

    private static Mac mac(byte[] key) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    private static Bytes mark(String name) {
        return Bytes.wrap(((char) MARK + name).getBytes(StandardCharsets.UTF_8));
    }
}
