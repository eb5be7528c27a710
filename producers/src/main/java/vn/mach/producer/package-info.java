/** Publishes a dataset whose owner has no database to capture: the SDK, and a program that publishes CSV exports. */
@NullMarked
package vn.mach.producer;

import org.jspecify.annotations.NullMarked;
