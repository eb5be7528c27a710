/** Who did what, when and with which outcome: append-only, chained by hashes. */
@NullMarked
package vn.mach.registry.audit;

import org.jspecify.annotations.NullMarked;
