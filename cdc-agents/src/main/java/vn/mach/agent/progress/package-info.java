/** How far a source is published, and the position of each of its events: plain objects without Kafka or a database. */
@NullMarked
package vn.mach.agent.progress;

import org.jspecify.annotations.NullMarked;
