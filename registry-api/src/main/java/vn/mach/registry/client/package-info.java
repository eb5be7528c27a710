/** The command line of an operator: what the API does, in a shell. */
@NullMarked
package vn.mach.registry.client;

import org.jspecify.annotations.NullMarked;
