/** The story the sandbox tells on real data. */
@NullMarked
package vn.mach.sandbox.story;

import org.jspecify.annotations.NullMarked;
