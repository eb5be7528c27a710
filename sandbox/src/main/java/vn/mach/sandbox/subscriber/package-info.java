/** A subscriber as another agency would write it: a plain Kafka consumer and a schema registry client. */
@NullMarked
package vn.mach.sandbox.subscriber;

import org.jspecify.annotations.NullMarked;
