/** A CSV export as rows of a contract, and what is different from the export published before. */
@NullMarked
package vn.mach.producer.csv;

import org.jspecify.annotations.NullMarked;
