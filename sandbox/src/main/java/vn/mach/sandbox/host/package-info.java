/** What the sandbox takes from the machine: the checkout, a data directory, ports, secrets, patience. */
@NullMarked
package vn.mach.sandbox.host;

import org.jspecify.annotations.NullMarked;
