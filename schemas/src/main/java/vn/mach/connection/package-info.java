/** How a process reads its configuration file and reaches Kafka and the schema registry. */
@NullMarked
package vn.mach.connection;

import org.jspecify.annotations.NullMarked;
