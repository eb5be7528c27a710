/** What an agent would capture, said before it does: for a person or as JSON. */
@NullMarked
package vn.mach.agent.plan;

import org.jspecify.annotations.NullMarked;
