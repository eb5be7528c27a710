/** What a router says of itself to who operates it: alive, ready, and figures. */
@NullMarked
package vn.mach.router.operate;

import org.jspecify.annotations.NullMarked;
