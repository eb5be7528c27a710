/** The router's process: its configuration and its main. */
@NullMarked
package vn.mach.router;

import org.jspecify.annotations.NullMarked;
