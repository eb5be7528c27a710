/** Avro in the Confluent wire format, and the catalogue of schemas behind its ids. */
@NullMarked
package vn.mach.wire;

import org.jspecify.annotations.NullMarked;
