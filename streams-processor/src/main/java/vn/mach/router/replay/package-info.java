/** Dead letters, submitted to their router again. */
@NullMarked
package vn.mach.router.replay;

import org.jspecify.annotations.NullMarked;
