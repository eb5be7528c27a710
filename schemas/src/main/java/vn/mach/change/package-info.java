/** The envelope of a change, its operation, and the total order of positions. */
@NullMarked
package vn.mach.change;

import org.jspecify.annotations.NullMarked;
