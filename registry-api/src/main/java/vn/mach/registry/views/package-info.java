/** What a subscriber may read of a dataset: definition, gate, and how far the router is. */
@NullMarked
package vn.mach.registry.views;

import org.jspecify.annotations.NullMarked;
