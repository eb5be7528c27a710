/** Events and the source offset they cover, in one Kafka transaction. */
@NullMarked
package vn.mach.agent.publish;

import org.jspecify.annotations.NullMarked;
