/** The one JSON mapper: strict when it reads, canonical where a hash is taken. */
@NullMarked
package vn.mach.registry.json;

import org.jspecify.annotations.NullMarked;
