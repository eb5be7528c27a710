/** A real schema registry (Apicurio, Confluent protocol) as a child process. */
@NullMarked
package vn.mach.sandbox.schemaregistry;

import org.jspecify.annotations.NullMarked;
