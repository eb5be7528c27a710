/** The control plane with a country in it. */
@NullMarked
package vn.mach.benchmark.registry;

import org.jspecify.annotations.NullMarked;
