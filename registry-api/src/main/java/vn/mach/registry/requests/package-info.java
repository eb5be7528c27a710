/** Asking for a view, and the two approvals it needs. */
@NullMarked
package vn.mach.registry.requests;

import org.jspecify.annotations.NullMarked;
