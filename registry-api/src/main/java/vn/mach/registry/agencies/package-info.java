/** Organisations: the principals of everything. */
@NullMarked
package vn.mach.registry.agencies;

import org.jspecify.annotations.NullMarked;
