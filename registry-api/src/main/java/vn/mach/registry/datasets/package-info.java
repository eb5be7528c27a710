/** Governed streams of changes of one kind of row, with contract and classification. */
@NullMarked
package vn.mach.registry.datasets;

import org.jspecify.annotations.NullMarked;
