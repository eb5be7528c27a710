/** State on disk: the last row of each key, and the memory that all stores share. */
@NullMarked
package vn.mach.router.store;

import org.jspecify.annotations.NullMarked;
