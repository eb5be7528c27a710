package vn.mach.router.topology;

import vn.mach.naming.DatasetId;

/** A record of a dataset's topic that cannot be understood. What was in it is not told. */
public final class UndecodableRecord extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient DatasetId dataset;
    private final String topic;
    private final int partition;
    private final long offset;

    UndecodableRecord(DatasetId dataset, String topic, int partition, long offset, RuntimeException cause) {
        super(topic + "-" + partition + "@" + offset + ": " + cause.getMessage(), cause);
        this.dataset = dataset;
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
    }

    public DatasetId dataset() {
        return dataset;
    }

    public String topic() {
        return topic;
    }

    public int partition() {
        return partition;
    }

    public long offset() {
        return offset;
    }
}
