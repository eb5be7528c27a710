/** The registry's API as its users call it: plain HTTP. */
@NullMarked
package vn.mach.sandbox.registry;

import org.jspecify.annotations.NullMarked;
