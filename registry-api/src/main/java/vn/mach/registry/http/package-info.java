/** The edge: who calls, with which role, and how a refusal is written. */
@NullMarked
package vn.mach.registry.http;

import org.jspecify.annotations.NullMarked;
