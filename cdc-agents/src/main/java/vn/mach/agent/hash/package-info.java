/** What leaves the host only as a keyed hash. */
@NullMarked
package vn.mach.agent.hash;

import org.jspecify.annotations.NullMarked;
