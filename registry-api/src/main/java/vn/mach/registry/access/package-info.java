/** The reconciler: converges topics, subjects, views, users and ACLs to the database. */
@NullMarked
package vn.mach.registry.access;

import org.jspecify.annotations.NullMarked;
