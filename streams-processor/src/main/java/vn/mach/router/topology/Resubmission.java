package vn.mach.router.topology;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import vn.mach.change.DeadLetter;
import vn.mach.change.Position;

/** What a record needs, beside its key and value, to be taken for the one that it was. */
public final class Resubmission {
    private Resubmission() {}

    /** The headers under which the router reads the record on {@link vn.mach.naming.DatasetId#replayTopic()}. */
    public static Headers headers(DeadLetter letter) {
        var headers = new RecordHeaders().add(Incoming.OFFSET_HEADER, bytes(Long.toString(letter.offset())));
        var position = letter.position();
        return position == null ? headers : headers.add(Position.HEADER, bytes(position.toString()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
