/** The YAML of an agent as records that cannot be wrong. */
@NullMarked
package vn.mach.agent.check;

import org.jspecify.annotations.NullMarked;
