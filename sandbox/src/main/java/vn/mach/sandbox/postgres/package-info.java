/** A real PostgreSQL from its embedded binaries: durable, with passwords, never somebody else's. */
@NullMarked
package vn.mach.sandbox.postgres;

import org.jspecify.annotations.NullMarked;
