/** The control plane: the database is the truth, Kafka is converged to it. */
@NullMarked
package vn.mach.registry;

import org.jspecify.annotations.NullMarked;
