package vn.mach.naming;

import java.util.List;

/** The topics that belong to no dataset, the prefixes of those that do, and the subjects of both. */
public final class Topics {
    public static final String DATA_PREFIX = "data.";
    public static final String VIEW_PREFIX = "view.";
    public static final String CONTROL_PREFIX = "ctl.";
    public static final String DEAD_LETTER_PREFIX = "ctl.dead-letter.";

    /** Registry to router: every view's definition and gate. Key: {@code ControlKey}; value: {@code ViewRecord}. */
    public static final String VIEWS = "ctl.views";
    /** Router to registry: how far each (view, partition) is; also the acknowledgement of a closed gate. */
    public static final String VIEW_STATUS = "ctl.view-status";

    public static final String AGENT_STATUS = "ctl.agent-status";
    /**
     * Where agents keep their source offsets, written in the transaction that holds the events they cover. No topic has
     * this name: it is the contract's, under one subject, and the first part of {@link AgentId#offsetsTopic()}.
     */
    public static final String AGENT_OFFSETS = "ctl.agent-offsets";

    /**
     * Where an agent keeps the changes of a table that does not fit its contract any more, until it fits again. No topic has
     * this name: it is the first part of {@link AgentId#heldTopic()}.
     */
    public static final String HELD = "ctl.held";

    /**
     * The contract of {@code DatasetControl}. No topic has this name: the records are on the datasets' own topics, their
     * schema is registered under this one's subject.
     */
    public static final String DATASET_CONTROL = "ctl.dataset-control";

    /** The contract of {@code DeadLetter}. No topic has this name; see {@link DatasetId#deadLetterTopic()}. */
    public static final String DEAD_LETTERS = "ctl.dead-letter";

    public static final String GAPS = "ctl.gaps";
    public static final String STATISTICS = "ctl.statistics";

    /** The topics that all share. All compacted, one partition each: order between any two control records is then the broker's. */
    public static final List<String> CONTROL = List.of(VIEWS, VIEW_STATUS, AGENT_STATUS, GAPS, STATISTICS);

    /** The partition count of a dataset topic, and so of its view topics, unless the dataset says otherwise. */
    public static final int DEFAULT_PARTITIONS = 6;

    /**
     * The bytes of the largest record with a row: 8 MiB. Topics of datasets, views and held changes allow it with the little
     * that Kafka adds ({@code max.message.bytes}), and so do the producers that write to them ({@code max.request.size}).
     */
    public static final int LARGEST_RECORD_BYTES = 8 * 1024 * 1024;

    /** {@link #LARGEST_RECORD_BYTES} with headers and the framing of a batch. */
    public static final int LARGEST_BATCH_BYTES = LARGEST_RECORD_BYTES + 64 * 1024;

    private Topics() {}

    /** TopicNameStrategy. */
    public static String keySubject(String topic) {
        return topic + "-key";
    }

    /** TopicNameStrategy. */
    public static String valueSubject(String topic) {
        return topic + "-value";
    }
}
