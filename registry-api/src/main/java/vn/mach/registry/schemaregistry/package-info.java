/** A read-only Confluent-protocol endpoint that shows a subscriber the schemas of its own views only. */
@NullMarked
package vn.mach.registry.schemaregistry;

import org.jspecify.annotations.NullMarked;
