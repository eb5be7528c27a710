/** The router beside Kafka Streams that only passes bytes. */
@NullMarked
package vn.mach.benchmark.router;

import org.jspecify.annotations.NullMarked;
