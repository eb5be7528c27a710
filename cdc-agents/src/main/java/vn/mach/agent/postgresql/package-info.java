/** PostgreSQL: checks before the start, the slot, where to begin, what its log lacks. */
@NullMarked
package vn.mach.agent.postgresql;

import org.jspecify.annotations.NullMarked;
