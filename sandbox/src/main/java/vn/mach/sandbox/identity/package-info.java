/** An identity provider with the story's people and services. */
@NullMarked
package vn.mach.sandbox.identity;

import org.jspecify.annotations.NullMarked;
