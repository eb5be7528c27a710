/** The processes next to an agency's databases: Kafka users that write its datasets. */
@NullMarked
package vn.mach.registry.agents;

import org.jspecify.annotations.NullMarked;
