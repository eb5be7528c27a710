/** What the hot path costs, each figure beside the least that the same work could cost. */
@NullMarked
package vn.mach.benchmark;

import org.jspecify.annotations.NullMarked;
