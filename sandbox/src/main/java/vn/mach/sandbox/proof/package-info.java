/** The promises of the design, and what proves them. */
@NullMarked
package vn.mach.sandbox.proof;

import org.jspecify.annotations.NullMarked;
