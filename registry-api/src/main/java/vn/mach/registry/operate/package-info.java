/** What the registry says of itself to who operates it: alive, ready, and figures. */
@NullMarked
package vn.mach.registry.operate;

import org.jspecify.annotations.NullMarked;
