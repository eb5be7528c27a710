/** The cluster as seen by the registry: topics, ACLs, SCRAM users; the one place that waits on Kafka's futures. */
@NullMarked
package vn.mach.registry.kafka;

import org.jspecify.annotations.NullMarked;
