/** The whole system on one machine: its start sequence, its command line. */
@NullMarked
package vn.mach.sandbox;

import org.jspecify.annotations.NullMarked;
