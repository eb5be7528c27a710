/** Service accounts of subscribing agencies: Kafka users whose secret is shown once. */
@NullMarked
package vn.mach.registry.accounts;

import org.jspecify.annotations.NullMarked;
