/** Benchmarks of the router's own parts, which are visible in its package only. */
@NullMarked
package vn.mach.router.topology;

import org.jspecify.annotations.NullMarked;
