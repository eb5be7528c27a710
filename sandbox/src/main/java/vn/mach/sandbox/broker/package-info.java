/** A real Kafka broker in this process, and the system users whoever installs a cluster must create. */
@NullMarked
package vn.mach.sandbox.broker;

import org.jspecify.annotations.NullMarked;
