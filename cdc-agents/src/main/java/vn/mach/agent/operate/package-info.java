/** A running agent as its operator sees it: status, metrics, pause and resume, on the host it runs on. */
@NullMarked
package vn.mach.agent.operate;

import org.jspecify.annotations.NullMarked;
