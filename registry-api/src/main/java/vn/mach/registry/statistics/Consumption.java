package vn.mach.registry.statistics;

import java.util.List;
import vn.mach.registry.grants.Grant;

/** How far the subscriber of a grant has read. */
@FunctionalInterface
public interface Consumption {
    /**
     * One of the subscriber's consumer groups, by what it committed to Kafka.
     *
     * @param committed records it has committed of all partitions
     * @param lag records of the topic that it has not; of partitions it never committed, all of them
     */
    record Group(String group, long committed, long lag) {}

    /** The groups of the grant's agency that ever committed an offset of the view's topic. */
    List<Group> of(Grant grant);
}
