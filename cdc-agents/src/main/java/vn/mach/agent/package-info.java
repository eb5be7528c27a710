/** The agent's command line and its supervisor: check, capture, wait, start again, or end with a reason. */
@NullMarked
package vn.mach.agent;

import org.jspecify.annotations.NullMarked;
