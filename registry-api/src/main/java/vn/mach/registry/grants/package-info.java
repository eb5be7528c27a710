/** Who may read which view until when, and how that ends. */
@NullMarked
package vn.mach.registry.grants;

import org.jspecify.annotations.NullMarked;
