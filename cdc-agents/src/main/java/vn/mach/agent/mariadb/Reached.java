package vn.mach.agent.mariadb;

import org.jspecify.annotations.Nullable;

/**
 * How far the log is told. The server finds the next transaction by the GTIDs of those before; the place, which the engine
 * tells a little later, is what shows that the server still has the same log. One thread at a time may change it.
 */
final class Reached {
    private Gtids gtids;
    private long place;
    private Gtids there;
    private Structure structure;
    private @Nullable String text;

    /**
     * A log that is told up to here.
     *
     * @param gtids of the transactions that are told
     * @param place the last that was told, {@link BinlogPosition#number}
     * @param there of the transactions before that place
     */
    Reached(Gtids gtids, long place, Gtids there, Structure structure) {
        this.gtids = gtids;
        this.place = place;
        this.there = there;
        this.structure = structure;
    }

    /** A transaction is told as a whole. */
    synchronized void passed(String gtid) {
        gtids = gtids.with(gtid);
    }

    /** All that is told is before this place. */
    synchronized void placed(long at) {
        place = at;
        there = gtids;
    }

    synchronized void altered(Structure.Statement statement) {
        structure = structure.with(statement);
        text = null;
    }

    /** A snapshot was taken here. */
    synchronized void snapshot(long at, Gtids before, Structure now) {
        gtids = before;
        placed(at);
        structure = now;
        text = null;
    }

    synchronized Gtids gtids() {
        return gtids;
    }

    synchronized long place() {
        return place;
    }

    synchronized Gtids there() {
        return there;
    }

    /** As {@link Structure#toText}. */
    synchronized String structure() {
        if (text == null) {
            text = structure.toText();
        }
        return text;
    }
}
